/** What becomes of events when the server is in trouble: each has its end, none vanishes, the rest arrives later. */

import { createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import type { LossReason } from '../../src/stats.ts'
import { expectBooks } from '../support/books.ts'
import { hang, Receiver, yes, type Respond } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const EVENTS = 12

/** A client that is closed with its test. */
function open(dsn: string, options: ClientOptions = {}): Client {
  const client = new Client(dsn, { diagnostics: false, timeoutMs: 250, ...options })
  onTestFinished(async () => void (await client.close(0)))
  return client
}

function status(code: number, headers: Record<string, string> = {}, body = ''): Respond {
  return (_, response) => void response.writeHead(code, headers).end(body)
}

/** Writes to the connection itself. */
function raw(text: string, then: (socket: Socket) => void = () => {}): Respond {
  return (_, { socket }) => {
    socket?.write(text)
    if (socket) then(socket)
  }
}

/** One byte at a time, never to an end. */
const drip: Respond = (_, { socket }) => {
  const text = 'HTTP/1.1 200 OK\r\n' + 'x-slow: 1\r\n'.repeat(1000)
  let at = 0
  const timer = setInterval(() => socket?.write(text[at++] ?? ' '), 20)
  socket?.once('close', () => clearInterval(timer))
}

const inADay = new Date(Date.now() + 20 * 3600 * 1000).toUTCString()

const KEPT: Record<string, Respond> = {
  'hangs at the header': raw('HTTP/1.1 20'),
  'hangs at once': hang,
  'drips slowly': drip,
  'resets the connection': (_, { socket }) => void socket?.resetAndDestroy(),
  'hangs up': (_, { socket }) => void socket?.destroy(),
  'speaks no HTTP': raw('SSH-2.0-OpenSSH\r\n\r\n', (socket) => socket.end()),
  'answers 408': status(408),
  'answers 429': status(429),
  'answers 429 with seconds': status(429, { 'retry-after': '3600' }),
  'answers 429 with a date': status(429, { 'retry-after': inADay }),
  'limits errors': status(429, { 'x-sentry-rate-limits': '3600:error:key' }),
  'answers 500': status(500),
  'answers 503 with seconds': status(503, { 'retry-after': '3600' }),
}

const FINAL: Record<string, [Respond, LossReason]> = {
  'answers 400': [status(400, { 'x-sentry-error': 'bad' }), 'rejected'],
  'answers 401': [status(401), 'rejected'],
  'answers 413': [status(413), 'too_large'],
  redirects: [status(302, { location: 'http://127.0.0.1:9/' }), 'rejected'],
}

const TAKEN: Record<string, Respond> = {
  'answers wrong JSON': status(200, {}, '{"id":'),
  'limits transactions': status(200, { 'x-sentry-rate-limits': '3600:transaction:key' }),
  'hangs at the body': raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{'),
  'half-closes kept connections': (_, response) => {
    response.end('{}')
    response.socket?.end()
  },
}

function useOwnSpool(): void {
  vi.stubEnv('RAVEN_SPOOL_DIR', `${scratchFolder()}/spool`)
  onTestFinished(() => void vi.unstubAllEnvs())
}

function captureAll(client: Client): string[] {
  return Array.from({ length: EVENTS }, (_, number) => client.captureMessage(`number ${number}`))
}

/** The next start, with the same server in good health again: all arrives, oldest first, not all at once. */
async function expectRest(receiver: Receiver, ids: readonly string[]): Promise<void> {
  receiver.received.length = 0
  const crowd = { now: 0, most: 0 }
  receiver.respond = (request, response) => {
    crowd.most = Math.max(crowd.most, ++crowd.now)
    response.once('close', () => crowd.now--)
    yes(request, response)
  }
  const next = open(receiver.dsn, { timeoutMs: 30_000 })
  expect(await next.flush(50_000)).toBe(true)
  expectBooks(next.stats(), { adopted: ids.length, sent: ids.length })
  expect(receiver.ids.toSorted()).toEqual(ids.toSorted())
  const strays = receiver.ids.map((id, at) => Math.abs(ids.indexOf(id) - at))
  expect(Math.max(...strays)).toBeLessThan(4) // several are under way at once
  expect(crowd.most).toBeLessThanOrEqual(4)
}

describe.each([true, false])('with the worker %s, a server that', (worker) => {
  test.each(Object.entries(KEPT))('%s: all is kept for later', async (_, respond) => {
    useOwnSpool()
    const receiver = await Receiver.start(respond)
    const client = open(receiver.dsn, { worker })
    const ids = captureAll(client)
    expect(await client.flush(20_000)).toBe(false)
    const { sent, waiting, spooled, dropped } = client.stats()
    expect([sent, waiting + spooled, dropped]).toEqual([0, EVENTS, {}])
    expect(spooled).toBeGreaterThan(0)
    expectBooks(client.stats(), { captured: EVENTS })
    await client.close(0)
    await expectRest(receiver, ids)
  })

  test.each(Object.entries(FINAL))(
    '%s: all is given up and named',
    async (_, [respond, reason]) => {
      useOwnSpool()
      const receiver = await Receiver.start(respond)
      const client = open(receiver.dsn, { worker, timeoutMs: 30_000 })
      const ids = captureAll(client)
      expect(await client.flush(50_000)).toBe(true)
      expectBooks(client.stats(), { captured: EVENTS, dropped: { [reason]: EVENTS } })
      expect(receiver.ids.toSorted()).toEqual(ids.toSorted())
      expect(await client.delivered(ids[0] ?? '')).toMatchObject({ outcome: 'dropped', reason })
      await client.close(0)
      receiver.received.length = 0
      const next = open(receiver.dsn)
      expect(await next.flush(50_000)).toBe(true)
      expect([receiver.received, next.stats().adopted]).toEqual([[], 0])
    },
  )

  test.each(Object.entries(TAKEN))('%s: all has arrived', async (_, respond) => {
    useOwnSpool()
    const receiver = await Receiver.start(respond)
    const client = open(receiver.dsn, { worker, timeoutMs: 30_000 })
    const ids = captureAll(client)
    expect(await client.flush(50_000)).toBe(true)
    expectBooks(client.stats(), { captured: EVENTS, sent: EVENTS })
    expect([...new Set(receiver.ids)].toSorted()).toEqual(ids.toSorted())
  })

  test('is not there, or accepts and never reads: all is kept for later', async () => {
    useOwnSpool()
    const receiver = await Receiver.start()
    await receiver.stop()
    const client = open(receiver.dsn, { worker })
    const ids = captureAll(client)
    expect(await client.flush(20_000)).toBe(false)
    const sockets: Socket[] = []
    const deaf = createServer((socket) => {
      socket.pause().on('error', () => {}) // the other side gives up
      sockets.push(socket)
    })
    await new Promise<void>((resolve) => deaf.listen(receiver.port, '127.0.0.1', resolve))
    expect(await client.flush(1000)).toBe(false)
    expectBooks(client.stats(), { captured: EVENTS })
    expect(client.stats().dropped).toEqual({})
    await client.close(0)
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => deaf.close(resolve))
    await expectRest(await Receiver.start(yes, { port: receiver.port }), ids)
  })
})
