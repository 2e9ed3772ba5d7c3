/** A tunnel leads to the client's own project, through every kind of server, and nowhere else. */

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { Client, type ClientOptions } from 'raven-ts'
import { tunnel, type Tunnel, type TunnelOptions } from 'raven-ts/contrib/tunnel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Receiver } from '../../support/receiver.ts'

const ID = 'a'.repeat(32)
const EVENT = { event_id: ID, message: 'from a page' }

function envelope(headers: object): string {
  const item = JSON.stringify(EVENT)
  return `${JSON.stringify(headers)}\n${JSON.stringify({ type: 'event' })}\n${item}\n`
}

/** Compression by this thread, and no disk: what is tested is the way. */
async function opened(options: Partial<TunnelOptions> = {}, set: ClientOptions = {}) {
  const receiver = await Receiver.start()
  const client = new Client(receiver.dsn, {
    worker: false,
    spool: false,
    diagnostics: false,
    ...set,
  })
  onTestFinished(() => void client.close())
  const way = tunnel({ client, allowOrigin: '*', ...options })
  const dsn = client.getPublicDsn('http') ?? ''
  return { receiver, client, way, dsn }
}

function post(
  way: Tunnel,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  path = '/report',
) {
  return way.fetch(new Request(`http://shop.example${path}`, { method: 'POST', body, headers }))
}

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/report`
}

/** Each framework's own way to answer at one address. */
const SERVERS: Readonly<Record<string, (way: Tunnel) => Promise<string>>> = {
  'node:http': (way) => listening((request, response) => void way.node(request, response)),
  Express: (way) =>
    listening(express().all('/report', (request, response) => void way.node(request, response))),
  'Express with a parser of bodies': (way) =>
    listening(
      express()
        .use(express.text({ type: () => true }))
        .all('/report', way.node),
    ),
  Koa: (way) => {
    const app = new Koa()
    app.use(async (context) => {
      context.respond = false
      await way.node(context.req, context.res)
    })
    return listening((request, response) => void app.callback()(request, response))
  },
  Fastify: async (way) => {
    const app = fastify()
    onTestFinished(() => app.close())
    app.all('/report', {
      onRequest: async (request, reply) => {
        reply.hijack()
        await way.node(request.raw, reply.raw)
      },
      handler: () => {},
    })
    return `${await app.listen({ host: '127.0.0.1', port: 0 })}/report`
  },
}

describe.each(Object.entries(SERVERS))('through %s', (name, serve) => {
  test('an envelope arrives as it came, with the client’s own credentials', async () => {
    const { way, receiver, dsn } = await opened()
    const url = await serve(way)
    const response = await fetch(url, { method: 'POST', body: envelope({ event_id: ID, dsn }) })
    expect([response.status, await response.json()]).toEqual([200, { id: ID }])
    const [sent] = receiver.received
    expect(sent?.path).toBe('/api/1/envelope/')
    expect(sent?.headers['x-sentry-auth']).toContain('sentry_secret=secret')
    expect(sent?.body.toString()).toContain('"message":"from a page"')
    expect(sent?.body.toString()).not.toContain('"dsn"')
  })

  test('an event of old clients arrives, by POST and by GET', async () => {
    const { way, receiver } = await opened()
    const url = await serve(way)
    const posted = await fetch(url, { method: 'POST', body: JSON.stringify(EVENT) })
    const query = new URLSearchParams({ sentry_key: 'public', sentry_data: JSON.stringify(EVENT) })
    const got = await fetch(`${url}?${query.toString()}`)
    expect([posted.status, got.status]).toEqual([200, 200])
    expect(receiver.ids).toEqual([ID, ID])
  })

  test.skipIf(name.includes('parser'))(
    'what is too large is refused, and the next is taken',
    async () => {
      const { way, receiver } = await opened({ maxBytes: 1000 })
      const url = await serve(way)
      const large = await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) })
      const small = await fetch(url, { method: 'POST', body: JSON.stringify(EVENT) })
      expect([large.status, small.status]).toEqual([413, 200])
      expect(receiver.ids).toEqual([ID])
    },
  )
})

test('through Hono', async () => {
  const { way, receiver, dsn } = await opened()
  const app = new Hono().all('/report', (c) => way.fetch(c.req.raw))
  const response = await app.request('/report', { method: 'POST', body: envelope({ dsn }) })
  expect([response.status, receiver.received.length]).toEqual([200, 1])
})

describe('whatever an envelope says of where it is to go', () => {
  const host = '127.0.0.1'
  test.each([
    ['another host', (dsn: string) => dsn.replace(host, 'evil.example')],
    ['another port', (dsn: string) => dsn.replace(/:\d+\//, ':1/')],
    ['no port', (dsn: string) => dsn.replace(/:\d+\//, '/')],
    ['another project', (dsn: string) => dsn.replace(/1$/, '2')],
    ['another key', (dsn: string) => dsn.replace('public', 'other')],
    ['a host before the host', (dsn: string) => dsn.replace('@', '@evil.example@')],
    ['a host after the host', (dsn: string) => dsn.replace('/1', '@evil.example/1')],
    ['a folder before the project', (dsn: string) => dsn.replace('/1', '/other/1')],
    ['a way up', (dsn: string) => dsn.replace('/1', '/1/../2')],
    ['an encoded way up', (dsn: string) => dsn.replace('/1', '/%2e%2e/2')],
    ['a backslash', (dsn: string) => dsn.replace('//', '//evil.example\\')],
    ['a line end', (dsn: string) => dsn.replace('@', '@\n')],
    ['a host that looks alike', (dsn: string) => dsn.replace(host, '127.0.0.1.evil.example')],
    ['a file', () => 'file:///etc/passwd'],
    ['a name no key has', (dsn: string) => dsn.replace('public', 'public%0d%0aHost:evil')],
    ['nothing', () => ''],
    ['a list', () => ['http://public@evil.example/1']],
    ['an object', () => ({ host: 'evil.example' })],
  ])('%s: it is refused, and nothing is sent', async (_, change) => {
    const { way, receiver, dsn } = await opened()
    const other = await Receiver.start()
    const response = await post(way, envelope({ dsn: change(dsn) }))
    expect([400, 403]).toContain(response.status)
    expect([receiver.received, other.received]).toEqual([[], []])
  })

  test.each(['HTTP://PUBLIC@127.0.0.1', 'https://public@127.0.0.1', '//public@127.0.0.1'])(
    'the same project in other words, %s, is that project',
    async (start) => {
      const { way, receiver, dsn } = await opened()
      const said = dsn.replace('http://public@127.0.0.1', start)
      const isOurs = !start.includes('PUBLIC') // keys have cases
      expect((await post(way, envelope({ dsn: said }))).status).toBe(isOurs ? 200 : 403)
      expect(receiver.received).toHaveLength(isOurs ? 1 : 0)
    },
  )

  test.each([
    ['/report/api/2/store/', {}, 403],
    ['/report/api/1/store/', {}, 200],
    ['/report/api/%31/store/', {}, 403],
    ['/report?sentry_key=other', {}, 403],
    ['/report', { 'x-sentry-auth': 'Sentry sentry_key=other' }, 403],
    ['/report', { authorization: 'Sentry sentry_key=other' }, 403],
    ['/report', { authorization: 'Bearer of-the-shop' }, 200],
    ['/report', { 'x-sentry-auth': 'Sentry sentry_key=public, sentry_version=99' }, 400],
    [
      '/report',
      { 'x-forwarded-host': 'evil.example', 'x-original-url': 'http://evil.example' },
      200,
    ],
  ])('%s with %j: %i', async (path, headers, status) => {
    const { way, receiver } = await opened()
    expect((await post(way, JSON.stringify(EVENT), headers, path)).status).toBe(status)
    expect(receiver.received).toHaveLength(status === 200 ? 1 : 0)
  })

  test('a server that points elsewhere is not followed', async () => {
    const { way, receiver } = await opened()
    const other = await Receiver.start()
    receiver.respond = (_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${other.port}/api/1/envelope/` }).end()
    }
    expect((await post(way, JSON.stringify(EVENT))).status).toBe(502)
    expect(other.received).toEqual([])
  })
})

describe('bodies', () => {
  const text = JSON.stringify(EVENT)
  test.each([
    ['gzip', gzipSync(text), 200],
    ['GZIP', gzipSync(text), 200],
    ['deflate', deflateSync(text), 200],
    ['br', brotliCompressSync(text), 200],
    ['identity', text, 200],
    ['gzip', text, 400],
    ['gzip, gzip', gzipSync(gzipSync(text)), 415],
    ['compress', text, 415],
    ['__proto__', text, 415],
    ['gzip', gzipSync('x'.repeat(2_000_000)), 413],
    ['br', brotliCompressSync('x'.repeat(50_000_000)), 413],
  ])('%s: answered %i', async (encoding, body, status) => {
    const { way, receiver } = await opened()
    expect((await post(way, body, { 'content-encoding': encoding })).status).toBe(status)
    expect(receiver.received).toHaveLength(status === 200 ? 1 : 0)
  })

  test.each(['', '[]', '"text"', '{', 'null', '{"a":1}{', '\u0000', '['.repeat(10_000)])(
    '%j is answered 400',
    async (body) => {
      const { way, receiver } = await opened()
      expect((await post(way, body)).status).toBe(400)
      expect((await post(way, body, {}, '/api/1/envelope/')).status).toBe(400)
      expect(receiver.received).toEqual([])
    },
  )

  test('an event without an id gets one', async () => {
    const { way, receiver } = await opened()
    const response = await post(way, '{\n"message": "x"\n}')
    const { id } = (await response.json()) as { id: string }
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(receiver.ids).toEqual([id])
  })
})

describe('pages', () => {
  test.each([
    [true, { 'sec-fetch-site': 'same-origin' }, 200],
    [true, { 'sec-fetch-site': 'cross-site', origin: 'http://shop.example' }, 403],
    [true, { origin: 'http://shop.example', host: 'shop.example' }, 200],
    [true, { origin: 'http://evil.example', host: 'shop.example' }, 403],
    [true, { origin: 'null', host: 'shop.example' }, 403],
    [true, {}, 403],
    [false, { 'sec-fetch-site': 'same-origin' }, 403],
    ['*', {}, 200],
    ['*', { origin: 'http://any.example' }, 200],
    [['https://Shop.example'], { origin: 'https://shop.EXAMPLE' }, 200],
    [['https://shop.example'], { origin: 'https://shop.example.evil' }, 403],
    [[/\.example$/g], { origin: 'https://shop.example' }, 200],
    [[/\.example$/], {}, 403],
    [[], { origin: 'https://shop.example' }, 403],
  ] as const)('by the rule %j one with %j is answered %i', async (allowOrigin, headers, status) => {
    const { way, receiver } = await opened({ allowOrigin })
    const answers = [
      await post(way, JSON.stringify(EVENT), headers),
      await post(way, JSON.stringify(EVENT), headers),
    ]
    expect(answers.map((one) => one.status)).toEqual([status, status])
    expect(receiver.received).toHaveLength(status === 200 ? 2 : 0)
    const { origin } = headers as { origin?: string }
    const told = origin ?? (allowOrigin === '*' ? '*' : null)
    expect(answers[0]?.headers.get('access-control-allow-origin')).toBe(
      status === 200 ? told : null,
    )
  })

  test.each([
    ['OPTIONS', 200],
    ['PUT', 405],
    ['DELETE', 405],
    ['HEAD', 405],
  ])('%s is answered %i', async (method, status) => {
    const { way, receiver } = await opened()
    const response = await way.fetch(new Request('http://shop.example/report', { method }))
    expect([response.status, receiver.received]).toEqual([status, []])
    if (status === 405) expect(response.headers.get('allow')).toBe('GET, POST, OPTIONS')
    else expect(await response.text()).toBe('')
  })

  test('that report too much are told to wait', async () => {
    const { way, receiver } = await opened({ perSecond: 0.2 })
    const answers = await Promise.all([1, 2, 3].map(() => post(way, JSON.stringify(EVENT))))
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 429, 429])
    expect(receiver.received).toHaveLength(1)
  })
})

test.each([
  [async (client: Client) => client.setDsn(''), 502],
  [async (client: Client) => void (await client.close()), 502],
])('a client that is disabled sends nothing', async (disable, status) => {
  const { way, client, receiver } = await opened()
  await disable(client)
  expect((await post(way, JSON.stringify(EVENT))).status).toBe(status)
  expect(receiver.received).toEqual([])
})

test.each([
  [429, 429],
  [400, 400],
  [503, 502],
])('a server that answers %i: %i', async (said, status) => {
  const { way, receiver } = await opened()
  receiver.respond = (_, response) => response.writeHead(said).end()
  expect((await post(way, JSON.stringify(EVENT))).status).toBe(status)
})

test.each([
  ['17', '17', {}],
  ['17', '17', { raiseSendErrors: true }],
  ['0.2', '1', {}],
  [undefined, '60', {}],
  [undefined, '60', { raiseSendErrors: true }],
] as const)('a server that asks to wait %s: the page hears %s (%j)', async (said, told, set) => {
  const { way, receiver } = await opened({}, set)
  receiver.respond = (_, response) =>
    response.writeHead(429, said === undefined ? {} : { 'retry-after': said }).end()
  const answer = await post(way, JSON.stringify(EVENT))
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, told])
})
