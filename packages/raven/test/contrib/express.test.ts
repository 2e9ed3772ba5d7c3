import { once } from 'node:events'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ravenExpress, type RavenExpress } from 'raven-ts/contrib/express'
import { Client, type Event } from 'raven-ts'
import { record, type Recorder } from 'raven-ts/testing'

interface Shop {
  readonly url: string
  readonly raven: RavenExpress
  /** What reached the app's own error handler. */
  readonly handled: unknown[]
  readonly recorder: Recorder
}

/** A shop as a user would write it: our two middlewares around its routes, its own error handler last. */
async function serve(routes: (app: Express, recorder: Recorder) => void): Promise<Shop> {
  const recorder = record({ diagnostics: false })
  const raven = ravenExpress({ client: recorder.client })
  const handled: unknown[] = []
  const app = express()
  const last: ErrorRequestHandler = (error, _request, response, next) => {
    handled.push(error)
    if (response.headersSent) next(error)
    else response.status(500).json({ id: response.getHeader('X-Sentry-ID') ?? null })
  }
  app.use(raven.requests)
  routes(app, recorder)
  app.use(raven.errors)
  app.use(last)
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return { url: `http://127.0.0.1:${address.port}`, raven, handled, recorder }
}

const failing = (error: unknown) => (): never => {
  throw error
}

async function onlyEvent({ recorder }: Shop): Promise<Event> {
  const events = await recorder.events()
  expect(events).toHaveLength(1)
  return events[0] ?? {}
}

describe('an error in a route', () => {
  test.each<[string, (error: Error) => RequestHandler]>([
    ['thrown', failing],
    ['rejected', (error) => async () => failing(error)()],
    [
      'thrown after an await',
      (error) => async () => {
        await new Promise(setImmediate)
        throw error
      },
    ],
    ['given to next', (error) => (_request, _response, next) => next(error)],
  ])('%s is reported with its request, and handed on as it is', async (_, route) => {
    const error = new TypeError('no price')
    const shop = await serve((app) => app.get('/cart', route(error)))
    const response = await fetch(`${shop.url}/cart?item=7`, { headers: { 'x-shop': 'blue' } })
    const event = await onlyEvent(shop)
    expect(event.request).toMatchObject({
      method: 'GET',
      url: `${shop.url}/cart`,
      query_string: [['item', '7']],
      headers: expect.arrayContaining([['x-shop', 'blue']]),
    })
    expect(event.exception?.values?.at(-1)).toMatchObject({
      type: 'TypeError',
      value: 'no price',
      mechanism: { type: 'auto.http.express.middleware', handled: false },
    })
    expect(shop.handled).toEqual([error])
    expect(shop.handled[0]).toBe(error)
    expect(response.headers.get('x-sentry-id')).toBe(event.event_id)
    expect(await response.json()).toEqual({ id: event.event_id })
  })

  test.each<[string, object]>([
    ['status', { status: 404 }],
    ['statusCode', { statusCode: 499 }],
  ])('that is the caller’s by its %s is not reported', async (_, fields) => {
    const error = Object.assign(new Error('not yours'), fields)
    const shop = await serve((app) => app.get('/', failing(error)))
    const response = await fetch(shop.url)
    expect(await shop.recorder.events()).toEqual([])
    expect(shop.handled[0]).toBe(error)
    expect(response.headers.has('x-sentry-id')).toBe(false)
  })

  test.each<[string, unknown]>([
    ['status 500', Object.assign(new Error('ours'), { status: 500 })],
    ['status 200, which is none of an error', Object.assign(new Error('ours'), { status: 200 })],
    ['a status that is text', Object.assign(new Error('ours'), { status: '404' })],
    ['no object', 'a mere text'],
    [
      'a status that throws',
      Object.defineProperty(new Error('ours'), 'status', { get: failing(1) }),
    ],
    [
      'traps',
      new Proxy(new Error('ours'), { get: failing(new Error('trap')), getPrototypeOf: failing(2) }),
    ],
  ])('with %s is reported and handed on', async (_, error) => {
    const shop = await serve((app) => app.get('/', failing(error)))
    await fetch(shop.url)
    expect(await shop.recorder.events()).toHaveLength(1)
    expect(shop.handled[0]).toBe(error)
  })

  test('after the answer began is reported, and the answer is not touched', async () => {
    const shop = await serve((app) =>
      app.get('/', (_request, response) => {
        response.write('half')
        throw new Error('in the middle')
      }),
    )
    const answer = fetch(shop.url).then((response) => response.text())
    await expect(answer).rejects.toThrow('terminated') // Express cuts it off, as ever
    expect((await onlyEvent(shop)).exception?.values?.at(-1)?.value).toBe('in the middle')
    expect(shop.handled).toHaveLength(1)
  })

  test('in a response that takes no headers any more is handed on all the same', async () => {
    const error = new Error('ours')
    const { client } = record()
    const seen: unknown[] = []
    const response = { headersSent: false, setHeader: failing(new Error('too late')) }
    ravenExpress({ client }).errors(error, { headers: {} }, response, (next) => seen.push(next))
    expect(seen).toEqual([error])
  })
})

test('what a program says of a request stays with that request, however many there are', async () => {
  const shop = await serve((app, { client }) => {
    app.get('/orders/:id', async (request) => {
      const { id } = request.params
      client.tagsContext({ order: id })
      client.captureBreadcrumb({ message: `begin ${id}` })
      for (let i = 0; i < Number(id) % 4; i++) await new Promise(setImmediate)
      client.userContext({ id: `user ${id}` })
      throw new Error(`no order ${id}`)
    })
  })
  const ids = Array.from({ length: 200 }, (_, index) => String(index))
  await Promise.all(ids.map((id) => fetch(`${shop.url}/orders/${id}`)))
  const events = await shop.recorder.events()
  const seen = events.map(({ exception, tags, user, request, breadcrumbs }) => ({
    value: exception?.values?.at(-1)?.value,
    tags,
    user: user?.id,
    url: request?.url,
    crumbs: breadcrumbs?.values?.map(({ message }) => message),
  }))
  const expected = ids.map((id) => ({
    value: `no order ${id}`,
    tags: { order: id },
    user: `user ${id}`,
    url: `${shop.url}/orders/${id}`,
    crumbs: [`begin ${id}`],
  }))
  const byUrl = (a: { url?: string | undefined }, b: { url?: string | undefined }) =>
    String(a.url).localeCompare(String(b.url))
  expect(seen.toSorted(byUrl)).toEqual(expected.toSorted(byUrl))
  expect(shop.recorder.client.context.get()).toMatchObject({ tags: {}, breadcrumbs: [] })
})

describe('of a request', () => {
  test.each([
    ['/a?b=c?d=e', [['b', 'c?d=e']]],
    ['/a?', undefined],
    ['/a', undefined],
  ])('the query of %s is %j', async (path, query) => {
    const shop = await serve((app) => app.get('/a', failing(new Error('ours'))))
    await fetch(shop.url + path)
    const { request } = await onlyEvent(shop)
    expect([request?.url, request?.query_string]).toEqual([`${shop.url}/a`, query])
  })

  test('neither cookies nor what only consent allows are sent', async () => {
    const shop = await serve((app) => app.post('/', failing(new Error('ours'))))
    await fetch(shop.url, {
      method: 'POST',
      body: 'secret body',
      headers: { cookie: 'session=secret-cookie', authorization: 'Bearer secret-token' },
    })
    const event = await onlyEvent(shop)
    expect(JSON.stringify(event)).not.toMatch(
      /secret-cookie|secret-token|secret body|127\.0\.0\.1"/,
    )
  })

  test('what cannot be read costs nothing but itself', () => {
    const { client } = record()
    const { requests } = ravenExpress({ client })
    let called = 0
    const request = new Proxy({ headers: {} }, { get: failing(new Error('trap')) })
    requests(request, { headersSent: false, setHeader: () => {} }, () => void called++)
    expect(called).toBe(1)
  })
})

test('an error that the program throws on the way in goes to Express as it is', () => {
  const { client } = record()
  const error = new Error('from a middleware')
  const { requests } = ravenExpress({ client })
  const response = { headersSent: false, setHeader: () => {} }
  expect(() => requests({ headers: {} }, response, failing(error) as () => void)).toThrow(error)
})

describe('the client', () => {
  test('is the one that is given', () => {
    const { client } = record()
    expect(ravenExpress({ client }).client).toBe(client)
  })

  test('is made of options when there is none', () => {
    const said: string[] = []
    const diagnostics = (line: string) => void said.push(line)
    const { client } = ravenExpress({
      client: undefined,
      dsn: 'http://public@localhost/7',
      diagnostics,
    })
    onTestFinished(async () => void (await client.close(0)))
    expect(client).toBeInstanceOf(Client)
    expect(client.remote.project).toBe('7')
    expect(said).toEqual([])
  })

  test('may be disabled: requests are served as ever', async () => {
    const app = express()
    const raven = ravenExpress({ dsn: '' })
    app.use(raven.requests, failing(new Error('ours')))
    app.use(raven.errors)
    app.use(
      ((_error, _request, response, _next) =>
        void response.status(500).send('told')) as ErrorRequestHandler,
    )
    const server = app.listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })
    expect([response.status, await response.text()]).toEqual([500, 'told'])
  })
})
