import { once } from 'node:events'
import express, { type ErrorRequestHandler, type Express } from 'express'
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
  const last: ErrorRequestHandler = (error, request, response, next) => {
    handled.push(error)
    if (response.headersSent) next(error)
    else response.status(500).json({ id: request.sentry?.id ?? null })
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

const answer = { headersSent: false, statusCode: 200, setHeader: () => {}, on: () => {} }

const failing = (error: unknown) => (): never => {
  throw error
}

async function onlyEvent({ recorder }: Shop): Promise<Event> {
  const events = await recorder.events()
  expect(events).toHaveLength(1)
  return events[0] ?? {}
}

describe('an error in a route', () => {
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
    const response = { ...answer, setHeader: failing(new Error('too late')) }
    ravenExpress({ client }).errors(error, { headers: {} }, response, (next) => seen.push(next))
    expect(seen).toEqual([error])
  })
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
    expect(JSON.stringify(event)).not.toMatch(/secret-cookie|secret-token|secret body/)
  })

  test('what cannot be read costs nothing but itself', () => {
    const { client } = record()
    const { requests } = ravenExpress({ client })
    let called = 0
    const request = new Proxy({ headers: {} }, { get: failing(new Error('trap')) })
    requests(request, answer, () => void called++)
    expect(called).toBe(1)
  })
})

test('an error that the program throws on the way in goes to Express as it is', () => {
  const { client } = record()
  const error = new Error('from a middleware')
  const { requests } = ravenExpress({ client })
  expect(() => requests({ headers: {} }, answer, failing(error) as () => void)).toThrow(error)
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
})
