/** What the instrumentation makes of what Next tells it; `conformance/cases/next.mjs` has Next itself tell it. */

import { expect, onTestFinished, test, vi } from 'vitest'
import { eventIds, ravenNext, wrapProxy, type RavenNext } from 'raven-ts/contrib/next'
import type { WebOptions } from 'raven-ts/contrib/web'
import { record, type Recorder } from 'raven-ts/testing'

const ASKED = {
  path: '/orders/7?from=mail',
  method: 'GET',
  headers: { host: 'shop.example', 'x-forwarded-proto': 'https', cookie: 'theme=dark' },
}
const PAGE = {
  routerKind: 'App Router',
  routePath: '/orders/[id]/page',
  routeType: 'render',
  renderSource: 'react-server-components',
}

function serverOf(options: Partial<WebOptions> = {}): Recorder & { readonly raven: RavenNext } {
  const recorder = record({ diagnostics: false, flood: false })
  const raven = ravenNext({ client: recorder.client, ...options })
  raven.register()
  onTestFinished(async () => {
    raven.uninstall()
    await recorder.client.close()
  })
  return { ...recorder, raven }
}

const failure = (message: string, fields: object = {}): Error =>
  Object.assign(new Error(message), fields)

const idOf = async (digest: string): Promise<unknown> =>
  await eventIds(new Request(`http://shop.example/event?digest=${digest}`)).json()

test('an error is an event with its request, its route, and what Next says of it', async () => {
  const { raven, events } = serverOf()
  await raven.onRequestError(failure('no order', { digest: '17' }), ASKED, PAGE)
  const [event, ...more] = await events()
  expect(more).toEqual([])
  expect(event).toMatchObject({
    transaction: 'GET /orders/[id]',
    tags: { digest: '17' },
    extra: { next: PAGE },
    request: {
      url: 'https://shop.example/orders/7',
      method: 'GET',
      query_string: [['from', 'mail']],
    },
  })
  expect(JSON.stringify(event)).not.toContain('dark')
  expect(event?.exception?.values[0]?.mechanism).toMatchObject({
    type: 'auto.http.next',
    handled: false,
  })
})

test.each([
  ['/page', 'GET /'],
  ['/orders/[id]/route', 'GET /orders/[id]'],
  ['/pages/[page]', 'GET /pages/[page]'],
])('the route %s is known as %s', async (routePath, transaction) => {
  const { raven, events } = serverOf()
  await raven.onRequestError(failure('broken'), ASKED, { ...PAGE, routePath })
  expect((await events())[0]?.transaction).toBe(transaction)
})

test('the same error is one event, however often Next tells of it', async () => {
  const { raven, events } = serverOf()
  const error = failure('told twice')
  for (let i = 0; i < 2; i++) await raven.onRequestError(error, ASKED, PAGE)
  expect(await events()).toHaveLength(1)
})

test('what is ignored, or refused by an option, is no event and has no id', async () => {
  const asked: unknown[] = []
  const { raven, client, events } = serverOf({
    ignoreExceptions: ['RangeError'],
    shouldCapture: (error, status) => asked.push([String(error), status]) === 0,
  })
  await raven.onRequestError(Object.assign(new RangeError('far'), { digest: 'x1' }), ASKED, PAGE)
  await raven.onRequestError(failure('refused'), ASKED, PAGE)
  await client.flush()
  expect(await events()).toEqual([])
  expect(asked).toEqual([['Error: refused', undefined]])
  expect(await idOf('x1')).toEqual({ id: null })
})

test('an id is told by its digest, the latest thousand of them', async () => {
  const { raven, events } = serverOf()
  await raven.onRequestError(failure('first', { digest: 'd-first' }), ASKED, PAGE)
  const [first] = await events()
  expect(await idOf('d-first')).toEqual({ id: first?.event_id })
  for (let i = 0; i < 1000; i++)
    await raven.onRequestError(failure('more', { digest: `d-${i}` }), ASKED, PAGE)
  expect(await idOf('d-first')).toEqual({ id: null })
  expect(await idOf('d-999')).toEqual({ id: expect.stringMatching(/^[\da-f]{32}$/) as unknown })
})

test('a proxy is as it was, and what it throws is told and goes on', async () => {
  const { raven, events } = serverOf()
  const error = failure('from the proxy')
  const proxy = wrapProxy((request: Request, more: string) => {
    if (request.url.endsWith('/stopped')) throw error
    return more
  })
  const ask = (path: string): Request =>
    new Request(`http://shop.example${path}`, { headers: { host: 'shop.example' } })
  expect(await proxy(ask('/fine'), 'on')).toBe('on')
  await expect(proxy(ask('/stopped'), 'on')).rejects.toBe(error)
  expect(await events()).toMatchObject([
    { transaction: 'GET /proxy', request: { url: 'http://shop.example/stopped' } },
  ])
  raven.uninstall()
  await expect(proxy(ask('/stopped'), 'on')).rejects.toBe(error)
  expect(await events()).toHaveLength(1)
})

test('a server that may end with its answer is kept until the event left', async () => {
  const { raven, client } = serverOf()
  expect(raven.onRequestError(failure('on Node'), ASKED, PAGE)).toBeUndefined()
  vi.stubGlobal('EdgeRuntime', 'edge-runtime')
  await raven.onRequestError(failure('at the edge'), ASKED, PAGE)
  expect(client.stats()).toMatchObject({ captured: 2, sent: 2 })
})
