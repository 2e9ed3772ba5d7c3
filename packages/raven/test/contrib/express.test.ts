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
async function serve(
  routes: (app: Express, recorder: Recorder) => void,
  isOurs = true,
): Promise<Shop> {
  const recorder = record({ diagnostics: false })
  const raven = ravenExpress({ client: recorder.client })
  const handled: unknown[] = []
  const app = express()
  const last: ErrorRequestHandler = (error, request, response, next) => {
    handled.push(error)
    if (response.headersSent) next(error)
    else response.status(500).json({ id: request.sentry?.id ?? null })
  }
  if (isOurs) app.use(raven.requests)
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
    // its frames show the very lines above
    const { exception: _, ...event } = await onlyEvent(shop)
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

describe('`sentry` of a request', () => {
  interface Seen {
    /** Whether it stands on the request itself, before and after it was used. */
    readonly own: boolean[]
    readonly same: boolean
  }

  test('stands on a request once it was used, and stays the same', async () => {
    let seen: Seen | undefined
    const shop = await serve((app) =>
      app.get('/', (request, response) => {
        const before = Object.hasOwn(request, 'sentry')
        const { sentry } = request
        seen = { own: [before, Object.hasOwn(request, 'sentry')], same: sentry === request.sentry }
        sentry?.tagsContext({ shop: 'blue' })
        response.json({ id: shop.raven.client.captureMessage('hello') })
      }),
    )
    await fetch(shop.url)
    expect(seen).toEqual({ own: [false, true], same: true })
    const { tags, request } = await onlyEvent(shop)
    expect([tags, request?.url]).toEqual([{ shop: 'blue' }, `${shop.url}/`])
  })

  test('of the prototype itself is none, and it may be given another', async () => {
    const seen: unknown[] = []
    const shop = await serve((app) =>
      app.get('/', (request) => {
        seen.push(app.request.sentry)
        Reflect.set(app.request, 'sentry', 'theirs')
        seen.push(request.sentry)
        throw new Error('ours')
      }),
    )
    await fetch(shop.url)
    expect(seen).toEqual([undefined, 'theirs'])
    expect((await onlyEvent(shop)).request?.url).toBe(`${shop.url}/`)
  })

  test.each<[string, (app: Express) => void]>([
    ['on the request', (app) => app.use((request, _, next) => next(void put(request)))],
    ['on its prototype', (app) => void put(app.request)],
  ])('that somebody put %s stays', async (_, prepare) => {
    const { client, events } = record()
    const raven = ravenExpress({ client })
    const seen: unknown[] = []
    const shop = await serve((app) => {
      const inner = express()
      prepare(inner)
      inner.use(raven.requests)
      inner.get('/', (request) => {
        seen.push(request.sentry)
        throw new Error('ours')
      })
      inner.use(raven.errors)
      app.use((request, response) => inner(request, response))
    })
    await fetch(shop.url)
    expect(seen).toEqual(['theirs'])
    expect((await events())[0]?.request?.url).toBe(`${shop.url}/`)
  })

  const put = (target: object): boolean => Reflect.set(target, 'sentry', 'theirs')

  test('is that of the installation it came to, and to the first of two', async () => {
    const [one, other] = [record(), record()]
    const shop = await serve((app) => {
      const report: express.RequestHandler = (request, response) => {
        response.json({ id: request.sentry?.captureMessage('hello') })
      }
      const [first, second] = [one, other].map(({ client }) => ravenExpress({ client }).requests)
      if (!first || !second) throw new Error('there are two')
      shopOf(app, '/first', [first], report)
      shopOf(app, '/second', [second], report)
      shopOf(app, '/both', [first, second], report)
    }, false)
    for (const path of ['/first', '/second', '/both']) await fetch(shop.url + path)
    const urls = async (recorder: Recorder): Promise<unknown> =>
      (await recorder.events()).map(({ request }) => request?.url)
    expect(await urls(one)).toEqual([`${shop.url}/first`, `${shop.url}/both`])
    expect(await urls(other)).toEqual([`${shop.url}/second`])
  })

  function shopOf(
    app: Express,
    path: string,
    before: readonly RavenExpress['requests'][],
    handler: express.RequestHandler,
  ): void {
    for (const requests of before) app.use(path, requests)
    app.get(path, handler)
  }

  test('of a mounted app is there outside of it, too', async () => {
    const { client, events } = record()
    const shop = await serve((app) => {
      const inner = express()
      inner.use(ravenExpress({ client }).requests)
      app.use('/inner', inner)
      app.use((request, response) => {
        response.json({ id: request.sentry?.captureMessage('outside') })
      })
    }, false)
    await fetch(`${shop.url}/inner`)
    expect((await events()).map(({ request }) => request?.url)).toEqual([`${shop.url}/inner`])
  })
})
