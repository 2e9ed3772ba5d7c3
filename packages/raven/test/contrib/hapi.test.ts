/** What hapi has that other frameworks have not: extensions, errors of Boom, events, schemes, injection. */

import { Readable } from 'node:stream'
import Boom from '@hapi/boom'
import Hapi, { type Server, type ServerRoute } from '@hapi/hapi'
import * as raven from 'raven-ts/contrib/hapi'
import { ravenHapi, type RavenHapi, type RavenHapiOptions } from 'raven-ts/contrib/hapi'
import { record, type Recorder } from 'raven-ts/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { brokenBody } from './listen.ts'
import { failing, seenBy } from './support/failing.ts'

type Shop = Recorder & {
  readonly url: string
  readonly server: Server
  readonly raven: RavenHapi
}

/** A started server whose plugin is registered before what `build` adds. */
async function serve(
  build: (server: Server) => void,
  options: Partial<RavenHapiOptions> = {},
): Promise<Shop> {
  const recorder = record({ diagnostics: false, flood: false })
  const raven = ravenHapi({ client: recorder.client, ...options })
  const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false })
  await server.register(raven.plugin)
  build(server)
  await server.start()
  onTestFinished(async () => {
    raven.uninstall()
    server.listener.closeAllConnections()
    await server.stop()
  })
  return { ...recorder, raven, server, url: `http://127.0.0.1:${server.info.port}` }
}

const route = (handler: ServerRoute['handler'], more: Partial<ServerRoute> = {}): ServerRoute => ({
  method: 'GET',
  path: '/orders/{id}',
  handler,
  ...more,
})

describe('an error is one event when it is thrown', () => {
  const extensions = ['onPreAuth', 'onPostAuth', 'onPreHandler', 'onPostHandler']
  test.each([...extensions, 'onPreResponse', 'onPostResponse'])(
    'in the extension %s',
    async (event) => {
      const shop = await serve((server) => {
        server.ext(event as 'onPreAuth', failing('from an extension'))
        server.route(route(() => ({ fine: true })))
      })
      await fetch(`${shop.url}/orders/7`)
      await vi.waitFor(() => expect(shop.client.stats().captured).toBe(1))
      expect(await seenBy(shop)).toEqual([['from an extension', 'GET /orders/{id}']])
    },
  )

  test('before there is a route', async () => {
    const shop = await serve((server) => server.ext('onRequest', failing('from an extension')))
    expect((await fetch(`${shop.url}/orders/7`)).status).toBe(500)
    expect(await seenBy(shop)).toEqual([['from an extension', expect.not.stringContaining('GET')]])
  })

  test('in a prerequisite, in a scheme, and in making the body of the answer', async () => {
    const shop = await serve((server) => {
      server.auth.scheme('broken', () => ({ authenticate: failing('from a scheme') }))
      server.auth.strategy('broken', 'broken')
      server.route([
        route(() => 'fine', { path: '/pre', options: { pre: [failing('from a prerequisite')] } }),
        route(() => 'fine', { path: '/auth', options: { auth: 'broken' } }),
        route((_, h) => h.response({ toJSON: () => BigInt(7).valueOf() }), { path: '/body' }),
      ])
    })
    const statuses = []
    for (const path of ['/pre', '/auth', '/body'])
      statuses.push((await fetch(shop.url + path)).status)
    expect(statuses).toEqual([500, 500, 500])
    expect(await seenBy(shop)).toEqual([
      ['from a prerequisite', 'GET /pre'],
      ['from a scheme', 'GET /auth'],
      [expect.stringContaining('BigInt'), 'GET /body'],
    ])
  })

  test('and another one where its answer fails', async () => {
    const shop = await serve((server) => {
      server.ext('onPreResponse', failing('from an extension'))
      server.route(route(failing('from a route')))
    })
    await fetch(`${shop.url}/orders/7`)
    await vi.waitFor(() => expect(shop.client.stats().captured).toBe(2))
    expect(await seenBy(shop)).toEqual([
      ['from a route', 'GET /orders/{id}'],
      ['from an extension', 'GET /orders/{id}'],
    ])
  })
})

describe('whose fault it is:', () => {
  test.each<readonly [string, number, number, () => unknown]>([
    ['Boom below 500', 404, 0, () => Boom.notFound('no such order')],
    ['Boom of 503', 503, 1, () => Boom.serverUnavailable('closed')],
    ['Boom of another server, boomified as 500', 500, 1, () => Boom.internal('that server')],
    ['an error that is returned', 500, 1, () => new Error('returned')],
    ['nothing that is returned', 500, 1, () => undefined],
  ])('%s is answered by %i and makes %i events', async (_, status, count, answer) => {
    const shop = await serve((server) => server.route(route(() => answer() as Error)))
    expect((await fetch(`${shop.url}/orders/7`)).status).toBe(status)
    expect(await shop.events()).toHaveLength(count)
  })

  test('a failed validation and a body that cannot be read are the client’s', async () => {
    const refuse = (): never => {
      throw new Error('id must be a number')
    }
    const shop = await serve((server) =>
      server.route([
        route(() => 'fine', { options: { validate: { params: refuse } } }),
        route(() => 'fine', { method: 'POST' }),
      ]),
    )
    const broken = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }
    expect((await fetch(`${shop.url}/orders/seven`)).status).toBe(400)
    expect((await fetch(`${shop.url}/orders/7`, broken)).status).toBe(400)
    await shop.expectNone()
  })

  test('a prerequisite that may fail, fails without an event', async () => {
    const pre = [{ method: failing('may be'), assign: 'stock', failAction: 'ignore' as const }]
    const shop = await serve((server) => server.route(route(() => 'fine', { options: { pre } })))
    expect((await fetch(`${shop.url}/orders/7`)).status).toBe(200)
    await shop.expectNone()
  })

  test('a route that takes too long is the server’s', async () => {
    const timeout = { server: 5 }
    const slow = (): Promise<string> =>
      new Promise((resolve) => setTimeout(() => resolve('late'), 50))
    const shop = await serve((server) => server.route(route(slow, { options: { timeout } })))
    expect((await fetch(`${shop.url}/orders/7`)).status).toBe(503)
    expect(await seenBy(shop)).toEqual([['Service Unavailable', 'GET /orders/{id}']])
  })
})

describe('an error of the language, which hapi answers by a copy, is one event as it was thrown:', () => {
  class OutOfTea extends TypeError {
    override readonly name = 'OutOfTea'
  }
  test.each<readonly [string, () => Error]>([
    ['TypeError', () => new TypeError('no tea')],
    ['RangeError', () => new RangeError('no tea', { cause: new Error('no water') })],
    ['AggregateError', () => new AggregateError([new Error('no milk')], 'no tea')],
    ['OutOfTea', () => new OutOfTea('no tea')],
    ['TypeError', () => Object.freeze(new TypeError('no tea'))],
  ])('%s', async (type, make) => {
    const brew = (): never => {
      throw make()
    }
    const shop = await serve((server) => server.route(route(brew)))
    expect((await fetch(`${shop.url}/orders/7`)).status).toBe(500)
    const { exception } = await shop.expectOne()
    const thrown = exception?.values.at(-1)
    expect(thrown).toMatchObject({ type, value: 'no tea', mechanism: { type: 'auto.http.hapi' } })
    const calls = thrown?.stacktrace?.frames.map((frame) => frame.function)
    expect(calls?.slice(-2)).toEqual([expect.stringContaining('brew'), expect.any(String)])
    expect(thrown?.stacktrace?.frames.at(-1)?.filename).toContain('hapi.test')
    if (type === 'RangeError')
      expect(exception?.values[0]).toMatchObject({ type: 'Error', value: 'no water' })
  })
})

test('what is no error keeps what it was', async () => {
  const thrown = { reason: 'sold out' } as unknown as Error
  const shop = await serve((server) =>
    server.route(
      route(() => {
        throw thrown
      }),
    ),
  )
  await fetch(`${shop.url}/orders/7`)
  const event = await shop.expectOne()
  expect(event.extra).toEqual({ data: { reason: 'sold out' } })
})

test('a stream that is taken as a body is left alone, and one that fails is one event', async () => {
  const payload = { output: 'stream', parse: false } as const
  const shop = await serve(
    (server) =>
      server.route([
        route(failing('with a stream'), { method: 'POST', options: { payload } }),
        route((_, h) =>
          h.response(
            Readable.from(
              brokenBody(() => new Error('in the middle')),
              { objectMode: false },
            ),
          ),
        ),
      ]),
    { client: record({ diagnostics: false, sendDefaultPii: true }).client },
  )
  const { client } = shop.raven
  await fetch(`${shop.url}/orders/7`, { method: 'POST', body: 'tea' })
  await expect(fetch(`${shop.url}/orders/7`).then((one) => one.text())).rejects.toThrow(
    /terminated|fetch failed/,
  )
  await vi.waitFor(() => expect(client.stats().captured).toBe(2))
})

describe('the log', () => {
  const tell = (server: Server): void => {
    server.log(['error', 'stock'], { sku: 7 })
    server.log(['warn'], 'running low')
    server.log(['db'], new Error('no level'))
  }
  test.each<readonly [string, Partial<RavenHapiOptions>, unknown[]]>([
    ['errors alone', { logging: true }, [['error', 'error, stock']]],
    [
      'all that has a level from there on',
      { logging: { level: 'warning' } },
      [
        ['error', 'error, stock'],
        ['warning', 'running low'],
      ],
    ],
  ])('of a server: %s', async (_, options, expected) => {
    const shop = await serve(tell, options)
    const seen = (await shop.events()).map(({ level, logentry }) => [
      level,
      logentry?.formatted ?? logentry?.message,
    ])
    expect(seen).toEqual(expected)
  })

  test('of a request has its request and its data', async () => {
    const build = (server: Server): void =>
      server.route(
        route((request) => {
          request.log(['error', 'stock'], { sku: 'tea' })
          return 'fine'
        }),
      )
    const shop = await serve(build, { logging: true })
    await fetch(`${shop.url}/orders/7`)
    const event = await shop.expectOne()
    expect(event).toMatchObject({ logger: 'hapi', transaction: 'GET /orders/{id}' })
    expect(event.extra).toMatchObject({ tags: ['error', 'stock'], data: { sku: 'tea' } })
  })
})

describe('registered', () => {
  test('with options, or from a manifest, it makes its client and leaves it to the server', async () => {
    const { client, events } = record({ diagnostics: false })
    const server = Hapi.server({ debug: false })
    await server.register({ plugin: raven, options: { client } })
    server.route(route(failing('from a route')))
    expect((await server.inject('/orders/7')).statusCode).toBe(500)
    expect(await seenBy({ events })).toEqual([['from a route', 'GET /orders/{id}']])
    expect(server.plugins).toMatchObject({ 'raven-ts': { client } })
  })

  test('twice, it reports once', async () => {
    const shop = await serve((server) => server.route(route(failing('from a route'))))
    await shop.server.register(shop.raven.plugin)
    await fetch(`${shop.url}/orders/7`)
    expect(await seenBy(shop)).toHaveLength(1)
  })

  test('beside another of its kind, each reports to its own', async () => {
    const other = record({ diagnostics: false })
    const shop = await serve((server) => server.route(route(failing('from a route'))))
    await shop.server.register(ravenHapi({ client: other.client }).plugin)
    await fetch(`${shop.url}/orders/7`)
    expect([await seenBy(shop), await seenBy(other)]).toMatchObject([
      [['from a route', 'GET /orders/{id}']],
      [['from a route', 'GET /orders/{id}']],
    ])
  })

  test('and uninstalled, it listens to nothing', async () => {
    const shop = await serve(() => {}, { logging: true })
    const heard = () => ['request', 'log'].map((name) => shop.server.events.hasListeners(name))
    expect(heard()).toEqual([true, true])
    shop.raven.uninstall()
    expect(heard()).toEqual([false, false])
  })
})

test('a request that is injected from within another has a context of its own, and leaves the other’s alone', async () => {
  const shop = await serve((server) =>
    server.route([
      route(async () => {
        shop.client.tagsContext({ outer: 'yes' })
        await server.inject('/inner')
        throw new Error('outer')
      }),
      route(
        () => {
          shop.client.tagsContext({ inner: 'yes' })
          throw new Error('inner')
        },
        { path: '/inner' },
      ),
    ]),
  )
  await fetch(`${shop.url}/orders/7`)
  const seen = (await shop.events()).map(({ exception, tags, transaction }) => [
    exception?.values.at(-1)?.value,
    tags,
    transaction,
  ])
  expect(seen).toEqual([
    ['inner', { inner: 'yes' }, 'GET /inner'],
    ['outer', { outer: 'yes' }, 'GET /orders/{id}'],
  ])
})

test('credentials of an application are no user where a user is named beside them', async () => {
  const shop = await serve((server) => {
    server.auth.scheme('both', () => ({
      authenticate: (_, h) =>
        h.authenticated({ credentials: { app: { id: 'till' }, user: { id: 'ann' } } }),
    }))
    server.auth.strategy('both', 'both')
    server.route(route(failing('as both'), { options: { auth: 'both' } }))
  })
  await fetch(`${shop.url}/orders/7`)
  const event = await shop.expectOne()
  expect(event.user).toMatchObject({ id: 'ann' })
})
