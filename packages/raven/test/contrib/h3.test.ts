/** What h3 has that other frameworks have not: results of many kinds, hooks of the app, apps within apps. */

import { Readable } from 'node:stream'
import { fromNodeHandler, H3, HTTPError, HTTPResponse, onError, serve, type H3Config } from 'h3'
import { ravenH3, type RavenH3 } from 'raven-ts/contrib/h3'
import type { WebOptions } from 'raven-ts/contrib/web'
import { record, type Recorder } from 'raven-ts/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { failingBody } from './support/fetch.ts'
import { failing, seenBy } from './support/failing.ts'

type Shop = Recorder & { readonly app: H3; readonly raven: RavenH3 }
type Hooks = (raven: RavenH3) => H3Config

/** An app that takes every part there is; `build` adds what it serves. */
function shopOf(
  build: (app: H3, recorder: Recorder) => unknown,
  options: Partial<WebOptions> = {},
  hooks: Hooks = (raven) => ({ onError: raven.errors(), onResponse: raven.responses }),
): Shop {
  const recorder = record({ diagnostics: false, flood: false })
  const raven = ravenH3({ client: recorder.client, ...options })
  onTestFinished(() => raven.uninstall())
  const app = new H3({ silent: true, plugins: [raven.plugin], ...hooks(raven) })
  build(app, recorder)
  return { ...recorder, app, raven }
}

/** The same, served by Node. */
async function served(shop: Shop): Promise<Shop & { readonly url: string }> {
  const server = serve(shop.app, { port: 0, hostname: '127.0.0.1', silent: true })
  await server.ready()
  onTestFinished(() => server.close(true))
  return { ...shop, url: server.url ?? '' }
}

describe('an error is one event', () => {
  test.each<readonly [string, (app: H3) => unknown]>([
    ['of a route', (app) => app.get('/orders/:id', failing('broken'))],
    ['of a middleware', (app) => app.use(failing('broken')).get('/orders/:id', () => 'fine')],
    ['that is returned', (app) => app.get('/orders/:id', () => new Error('broken'))],
    [
      'of a result that cannot be sent',
      (app) =>
        app.get('/orders/:id', () => ({
          toJSON: () => {
            throw new Error('broken')
          },
        })),
    ],
    [
      'of a middleware of a route',
      (app) => app.get('/orders/:id', () => 'fine', { middleware: [failing('broken')] }),
    ],
  ])('%s', async (_, build) => {
    const shop = shopOf(build)
    expect((await shop.app.request('/orders/7')).status).toBe(500)
    expect(await seenBy(shop)).toEqual([['broken', 'GET /orders/:id']])
  })

  test('of an app within the app, by the route of that one', async () => {
    const inner = new H3().get('/orders/:id', failing('broken'))
    const shop = shopOf((app) => app.mount('/shop', inner))
    expect((await shop.app.request('/shop/orders/7')).status).toBe(500)
    expect(await seenBy(shop)).toEqual([['broken', expect.stringContaining('/orders/:id')]])
  })

  test('before there is a route: of the hook for requests', async () => {
    const shop = shopOf(
      (app) => app.get('/', () => 'fine'),
      {},
      (raven) => ({ onRequest: failing('broken'), onError: raven.errors() }),
    )
    expect((await shop.app.request('/')).status).toBe(500)
    expect(await seenBy(shop)).toMatchObject([['broken', expect.not.stringContaining('GET')]])
  })

  test('of a handler made for Node', async () => {
    const shop = await served(
      shopOf((app) => app.get('/orders/:id', fromNodeHandler(failing('broken')))),
    )
    expect((await fetch(`${shop.url}orders/7`)).status).toBe(500)
    expect(await seenBy(shop)).toEqual([['broken', 'GET /orders/:id']])
  })

  test.each([
    ['a text', 'sold out'],
    ['a number', 7],
  ])('when it is %s', async (_, thrown) => {
    const shop = shopOf((app) =>
      app.get('/', () => {
        throw thrown as unknown as Error
      }),
    )
    await shop.app.request('/')
    await shop.expectOne()
  })
})

describe('whose fault it is:', () => {
  test.each<readonly [string, number, number, () => unknown]>([
    ['an HTTPError below 500', 404, 0, () => new HTTPError({ status: 404 })],
    ['one that only wraps', 409, 0, () => new HTTPError('taken', { cause: { status: 409 } })],
    ['an HTTPError of 503', 503, 1, () => HTTPError.status(503)],
    [
      'an error with a status of its own',
      418,
      0,
      () => Object.assign(new Error(), { status: 418 }),
    ],
    ['an error without', 500, 1, () => new Error('broken')],
  ])('%s is answered by %i and makes %i events', async (_, status, count, make) => {
    for (const hooks of [undefined, () => ({})] as const) {
      const shop = shopOf(
        (app) =>
          app.get('/', () => {
            throw make()
          }),
        {},
        hooks,
      )
      expect((await shop.app.request('/')).status).toBe(status)
      expect(await shop.events()).toHaveLength(count)
    }
  })

  test('the app’s own handler decides, and knows the id', async () => {
    const own: Hooks = (raven) => ({
      onResponse: raven.responses,
      onError: raven.errors(
        (
          _error: Error,
          { context, url }: { context: { sentry?: { id?: string | undefined } }; url: URL },
        ) =>
          Response.json({ id: context.sentry?.id }, { status: url.pathname === '/ok' ? 200 : 503 }),
      ),
    })
    const shop = shopOf((app) => app.get('/**', failing('broken')), {}, own)
    expect((await shop.app.request('/ok')).status).toBe(200)
    const response = await shop.app.request('/down')
    const event = await shop.expectOne()
    expect([response.status, await response.json()]).toEqual([503, { id: event.event_id }])
  })

  test('what a middleware of its own answers is answered', async () => {
    const shop = shopOf((app) =>
      app.use(onError(() => new Response('taken', { status: 409 }))).get('/', failing('broken')),
    )
    expect((await shop.app.request('/')).status).toBe(409)
    await shop.expectNone()
  })

  test('and reported where the plugin comes after it too, if it is the server’s', async () => {
    const answering = (status: number) => onError(() => new Response('told', { status }))
    for (const [status, count] of [
      [409, 0],
      [503, 1],
    ] as const) {
      const shop = shopOf(() => {})
      shop.app.use(answering(status)).register(shop.raven.plugin).get('/', failing('broken'))
      expect((await shop.app.request('/')).status).toBe(status)
      expect(await shop.events()).toHaveLength(count)
    }
  })

  test.each<readonly [string, () => unknown]>([
    ['a response', () => new Response('gone', { status: 404 })],
    ['a response of h3', () => new HTTPResponse('gone', { status: 404 })],
  ])('%s of 404 is one, where that is wanted', async (_, answer) => {
    const shop = shopOf(
      (app) => app.get('/', answer),
      { notFound: true },
      () => ({}),
    )
    expect((await shop.app.request('/')).status).toBe(404)
    await shop.expectOne({ logger: 'http404' })
  })
})

describe('results go on as they are:', () => {
  test.each<readonly [string, unknown, string]>([
    ['a text', 'whole', 'whole'],
    ['nothing', null, ''],
    ['a stream of Node', Readable.from(['whole']), 'whole'],
    ['a web stream', new Response('whole').body, 'whole'],
    ['a Response', new Response('whole'), 'whole'],
    ['a Response of h3', new HTTPResponse('whole'), 'whole'],
    ['bytes', new TextEncoder().encode('whole'), 'whole'],
  ])('%s', async (_, result, text) => {
    const shop = await served(shopOf((app) => app.get('/', () => result)))
    const response = await fetch(shop.url)
    expect([response.status, await response.text()]).toEqual([200, text])
    await shop.expectNone()
  })
})

describe('a body that fails while it is sent is one event:', () => {
  const failure = (): Error => new Error('in the middle')
  const late = (): Readable => {
    const body = new Readable({ read: () => {} })
    body.push('half')
    setTimeout(() => body.destroy(failure()), 10)
    return body
  }
  test.each<readonly [string, () => unknown]>([
    ['a stream of Node', late],
    ['a web stream', () => failingBody(failure)],
    ['a Response', () => new Response(failingBody(failure))],
    ['a Response of h3', () => new HTTPResponse(failingBody(failure))],
  ])('%s, on Node', async (_, body) => {
    const shop = await served(shopOf((app) => app.get('/', body)))
    await expect(fetch(shop.url).then((one) => one.text())).rejects.toThrow(/terminated|failed/)
    await vi.waitFor(() => expect(shop.client.stats().captured).toBe(1))
    expect(await seenBy(shop)).toEqual([['in the middle', 'GET /']])
  })

  test.each<readonly [string, () => unknown]>([
    ['a web stream', () => failingBody(failure)],
    ['a Response', () => new Response(failingBody(failure))],
  ])('%s, anywhere', async (_, body) => {
    const shop = shopOf((app) => app.get('/', body))
    const response = await shop.app.request('/')
    await expect(response.text()).rejects.toThrow('in the middle')
    expect(await seenBy(shop)).toEqual([['in the middle', 'GET /']])
  })

  test('a stream of Node that fails before its first byte, which is answered by 500', async () => {
    const broken = (): Readable =>
      new Readable({
        read() {
          this.destroy(failure())
        },
      })
    const shop = await served(shopOf((app) => app.get('/', broken)))
    expect((await fetch(shop.url)).status).toBe(500)
    await vi.waitFor(() => expect(shop.client.stats().captured).toBe(1))
    expect(await seenBy(shop)).toEqual([['in the middle', 'GET /']])
  })
})

test('an app that is registered twice, and two integrations in one app, report once each', async () => {
  const other = record({ diagnostics: false })
  const second = ravenH3({ client: other.client })
  onTestFinished(() => second.uninstall())
  const shop = shopOf(
    (app) => app.get('/', failing('broken')),
    {},
    (raven) => ({
      plugins: [raven.plugin, raven.plugin, second.plugin],
    }),
  )
  await shop.app.request('/')
  expect([await shop.events(), await other.events()]).toMatchObject([[{}], [{}]])
})
