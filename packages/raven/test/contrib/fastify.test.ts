/** What Fastify has that other frameworks have not: hooks, encapsulation, web bodies, its logger. */

import { channel } from 'node:diagnostics_channel'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { ravenFastify, type RavenFastify } from 'raven-ts/contrib/fastify'
import type { WebOptions } from 'raven-ts/contrib/web'
import { record, type Recorder } from 'raven-ts/testing'
import { failingBody } from './support/fetch.ts'
import { failing, seenBy } from './support/failing.ts'

type Shop = Recorder & { readonly url: string }
type Build = (app: FastifyInstance, raven: RavenFastify, recorder: Recorder) => void

/** An app that writes its log to nowhere; `build` registers the plugin where it belongs. */
async function serveBy(build: Build, options: Partial<WebOptions> = {}): Promise<Shop> {
  const recorder = record({ diagnostics: false, flood: false })
  const raven = ravenFastify({ client: recorder.client, ...options })
  const app = fastify({ logger: { level: 'info', stream: { write: () => {} } } })
  build(app, raven, recorder)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(async () => {
    raven.uninstall()
    app.server.closeAllConnections()
    await app.close()
  })
  return { ...recorder, url }
}

/** The same with the plugin registered before everything else. */
const serve = (build: (app: FastifyInstance) => void, options?: Partial<WebOptions>) =>
  serveBy((app, raven) => {
    app.register(raven.plugin)
    build(app)
  }, options)

const post = { method: 'POST', body: '{"item":7}', headers: { 'content-type': 'application/json' } }

describe('an error is one event when it is thrown', () => {
  test.each([
    'onRequest',
    'preParsing',
    'preValidation',
    'preHandler',
    'preSerialization',
    'onSend',
  ])('in the hook %s', async (hook) => {
    const shop = await serve((app) => {
      app.addHook(hook as 'onRequest', failing('from a hook'))
      app.post('/orders/:id', () => ({ fine: true }))
    })
    expect((await fetch(`${shop.url}/orders/7`, post)).status).toBe(500)
    expect(await seenBy(shop)).toEqual([['from a hook', 'POST /orders/:id']])
  })

  test('in a parser of bodies', async () => {
    const shop = await serve((app) => {
      app.addContentTypeParser('text/tea', failing('from a parser'))
      app.post('/', () => ({ fine: true }))
    })
    const response = await fetch(shop.url, { ...post, headers: { 'content-type': 'text/tea' } })
    expect(response.status).toBe(500)
    expect(await seenBy(shop)).toEqual([['from a parser', 'POST /']])
  })

  test('in a serializer', async () => {
    const shop = await serve((app) => {
      app.get('/', (_request, reply) => {
        reply.serializer(() => {
          throw new Error('from a serializer')
        })
        return { fine: true }
      })
    })
    await fetch(shop.url)
    expect(await seenBy(shop)).toEqual([['from a serializer', 'GET /']])
  })

  test('and another one in answering it', async () => {
    const shop = await serve((app) => {
      app.addHook('onSend', failing('from a hook'))
      app.get('/', failing('from a route'))
    })
    await fetch(shop.url)
    expect(await seenBy(shop)).toEqual([
      ['from a route', 'GET /'],
      ['from a hook', 'GET /'],
    ])
  })

  test('after the answer was sent', async () => {
    const shop = await serve((app) => {
      app.get('/', async (_request, reply) => {
        void reply.send({ fine: true })
        return failing('too late')()
      })
    })
    expect((await fetch(shop.url)).status).toBe(200)
    await vi.waitFor(() => expect(shop.client.stats().captured).toBe(1))
    expect(await seenBy(shop)).toEqual([['too late', 'GET /']])
  })
})

test('what Fastify only logs is an event by its logger: a hook that fails after the answer', async () => {
  const build = (app: FastifyInstance): void => {
    app.addHook('onResponse', failing('after all'))
    app.get('/', () => ({ fine: true }))
  }
  const [quiet, logging] = [await serve(build), await serve(build, { logging: true })]
  for (const { url } of [quiet, logging]) expect((await fetch(url)).status).toBe(200)
  await vi.waitFor(() => expect(logging.client.stats().captured).toBe(1))
  expect(await seenBy(logging)).toEqual([['after all', 'GET /']])
  expect(await seenBy(quiet)).toEqual([])
})

test('a failed validation is the client’s own fault', async () => {
  const schema = { body: { type: 'object', required: ['name'] } }
  const shop = await serve((app) => app.post('/', { schema }, () => ({ fine: true })))
  expect((await fetch(shop.url, post)).status).toBe(400)
  expect(await seenBy(shop)).toEqual([])
})

describe('a body that fails while it is sent is one event:', () => {
  const failure = (): Error => new Error('in the middle')
  const broken = (): Readable => {
    const body = new Readable({ read: () => {} })
    body.push('half')
    setImmediate(() => body.destroy(failure()))
    return body
  }
  test.each<readonly [string, () => unknown]>([
    ['a stream of Node', broken],
    ['a web stream', () => failingBody(failure)],
    ['a Response', () => new Response(failingBody(failure), { status: 201 })],
  ])('%s', async (_, body) => {
    const shop = await serve((app) => app.get('/', (_request, reply) => reply.send(body())))
    const answer = fetch(shop.url).then((response) => response.text())
    await expect(answer).rejects.toThrow('terminated') // it is cut
    await vi.waitFor(() => expect(shop.client.stats().captured).toBe(1))
    expect(await seenBy(shop)).toEqual([['in the middle', 'GET /']])
  })

  test.each<readonly [string, () => unknown]>([
    ['a stream of Node', () => Readable.from(['whole'])],
    ['a web stream', () => new Response('whole').body],
    ['a Response', () => new Response('whole', { headers: { 'x-shop': 'blue' } })],
  ])('and %s that does not is passed on whole', async (kind, body) => {
    const shop = await serve((app) => app.get('/', (_request, reply) => reply.send(body())))
    const response = await fetch(shop.url)
    expect(await response.text()).toBe('whole')
    expect(response.headers.get('x-shop')).toBe(kind === 'a Response' ? 'blue' : null)
    expect(await seenBy(shop)).toEqual([])
  })
})

describe('the context of a request', () => {
  const HOOKS = ['preParsing', 'preValidation', 'preHandler', 'preSerialization'] as const
  test.each<readonly [string, RequestInit]>([
    ['with a body', post],
    ['without one', {}],
    ['with one in chunks', { ...post, body: chunks(), duplex: 'half' }],
  ])('is the same in every hook, %s', async (_, init) => {
    const shop = await serveBy((app, raven, { client }) => {
      app.register(raven.plugin)
      const say = (message: string): void => client.captureBreadcrumb({ message })
      app.addHook('onRequest', async () => say('onRequest'))
      for (const hook of HOOKS) app.addHook(hook as 'preHandler', async () => say(hook))
      app.all('/', async () => {
        await turn()
        say('handler')
        return { fine: true }
      })
      app.addHook('onSend', async () => {
        say('onSend')
        throw new Error('and now')
      })
    })
    await fetch(shop.url, init)
    const event = await shop.expectOne()
    expect(event.breadcrumbs?.values?.map(({ message }) => message)).toEqual([
      'onRequest',
      'preParsing',
      'preValidation',
      'preHandler',
      'handler',
      'preSerialization',
      'onSend',
    ])
    expect(shop.client.context.get().breadcrumbs).toEqual([])
  })
})

/** A body of unknown length. */
function chunks(): ReadableStream<Uint8Array> {
  return new Blob(['{"item":', '7}']).stream()
}

describe('encapsulation:', () => {
  test('registered in a part of an app it sees that part, and parts of it, alone', async () => {
    const shop = await serveBy((app, raven) => {
      app.register(async (part) => {
        part.register(raven.plugin)
        part.get('/ours', failing('ours'))
        part.register(async (inner) => void inner.get('/inner', failing('inner')))
      })
      app.get('/theirs', failing('theirs'))
    })
    for (const path of ['/ours', '/theirs', '/inner']) await fetch(shop.url + path)
    expect(await seenBy(shop)).toEqual([
      ['ours', 'GET /ours'],
      ['inner', 'GET /inner'],
    ])
  })

  test('registered in several parts, and in a part of a part, it reports once', async () => {
    const shop = await serveBy((app, raven) => {
      for (const name of ['one', 'other'])
        app.register(async (part) => {
          part.register(raven.plugin)
          part.get(`/${name}`, failing(name))
          part.register(async (inner) => {
            inner.register(raven.plugin)
            inner.get(`/${name}/inner`, failing(`inner ${name}`))
          })
        })
    })
    for (const path of ['/one', '/other/inner']) await fetch(shop.url + path)
    expect(await seenBy(shop)).toEqual([
      ['one', 'GET /one'],
      ['inner other', 'GET /other/inner'],
    ])
  })

  test('the answer of a part’s own error handler decides', async () => {
    const shop = await serve((app) => {
      app.register(async (part) => {
        part.setErrorHandler((_error, _request, reply) => reply.code(409).send({ told: true }))
        part.get('/taken', failing('taken'))
      })
      app.get('/broken', failing('broken'))
    })
    for (const path of ['/taken', '/broken']) await fetch(shop.url + path)
    expect(await seenBy(shop)).toEqual([['broken', 'GET /broken']])
  })
})

describe('diagnostic channels', () => {
  test('are left when the integration is uninstalled', async () => {
    const names = ['tracing:fastify.request.handler:error', 'tracing:pino_asJson:start']
    const heard = () => names.map((name) => channel(name).hasSubscribers)
    expect(heard()).toEqual([false, false])
    const { client } = record({ diagnostics: false })
    const raven = ravenFastify({ client, logging: true })
    const app = fastify({ logger: { stream: { write: () => {} } } })
    app.register(raven.plugin)
    await app.ready()
    expect(heard()).toEqual([true, true])
    raven.uninstall()
    expect(heard()).toEqual([false, false])
    await app.close()
  })

  test('tell an integration of its own app’s logger only', async () => {
    const build = (app: FastifyInstance): void => {
      app.get('/', (request) => {
        request.log.error('stock is gone')
        return { fine: true }
      })
    }
    const [one, other] = [
      await serve(build, { logging: true }),
      await serve(build, { logging: true }),
    ]
    await fetch(one.url)
    await one.expectOne()
    await other.expectNone()
  })
})
