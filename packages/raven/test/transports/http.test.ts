/** Details of HTTP that both the loop's and the thread's transport share. */

import { createServer, type Server, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { httpTransport } from '../../src/transports/http.ts'
import type { Answer, Transport, TransportSettings } from '../../src/transports/transport.ts'
import { post, requestTo } from '../contracts/transport-contract.ts'
import { bundle, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'

function open(settings: Partial<TransportSettings> = {}): Transport {
  const transport = httpTransport({ timeoutMs: 10_000, verifySsl: true, ...settings })
  onTestFinished(() => transport.close())
  return transport
}

const urlOf = ({ port }: { port: number }) => ({ url: `http://127.0.0.1:${port}/api/1/envelope/` })

/** A server that speaks for itself; `onRequest` is called when a whole request of no body has come. */
async function rawServer(onRequest: (socket: Socket, count: number) => void) {
  const sockets = new Set<Socket>()
  let count = 0
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}) // we cut connections, and so do those we test
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (data) => {
      if (data.includes('\r\n\r\n')) onRequest(socket, ++count)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    get requests() {
      return count
    },
    get sockets() {
      return sockets.size
    },
  }
}

const HEAD = 'HTTP/1.1 200 OK\r\n'
const YES = `${HEAD}content-length: 2\r\n\r\n{}`

describe('connections', () => {
  test('are used again', async () => {
    const receiver = await Receiver.start()
    const transport = open()
    for (let i = 0; i < 5; i++) await post(transport, urlOf(receiver))
    expect(receiver.connections).toBe(1)
  })

  test('are at most four', async () => {
    const receiver = await Receiver.start()
    const transport = open()
    await Promise.all(Array.from({ length: 12 }, () => post(transport, urlOf(receiver))))
    expect(receiver.connections).toBeLessThanOrEqual(4)
    expect(receiver.received).toHaveLength(12)
  })

  test('that the server closed meanwhile cost one repetition, not the answer', async () => {
    const server = await rawServer((socket, count) => {
      if (count === 2) socket.resetAndDestroy()
      else socket.write(YES)
    })
    const transport = open()
    expect(await post(transport, server)).toMatchObject({ ok: true, status: 200 })
    expect(await post(transport, server)).toMatchObject({ ok: true, status: 200 })
    expect(server.requests).toBe(3)
  })

  test('that the server half closed meanwhile cost one repetition, not the answer', async () => {
    const server = await rawServer((socket, count) => {
      // from the second request on this connection it has no more to say, but still listens
      if (count === 2) socket.end()
      else socket.write(YES)
    })
    const transport = open()
    for (let i = 0; i < 2; i++)
      expect(await post(transport, server)).toMatchObject({ ok: true, status: 200 })
    expect(server.requests).toBe(3)
  })

  test('that the server closes right behind its answers cost none', async () => {
    const receiver = await Receiver.start((_, response) => {
      response.end('{}')
      response.socket?.end()
    })
    const transport = open()
    for (const number of [1, 2, 3])
      expect(await post(transport, urlOf(receiver), new Uint8Array([number]))).toMatchObject({
        ok: true,
        status: 200,
      })
    // one may come twice: a server that half closed still listens, and the event's id is the same
    expect([...new Set(receiver.received.map(({ body }) => body[0]))]).toEqual([1, 2, 3])
  })

  test('that break every time are given up after one repetition', async () => {
    const server = await rawServer((socket, count) => {
      if (count > 1) socket.resetAndDestroy()
      else socket.write(YES)
    })
    const transport = open()
    await post(transport, server)
    expect(await post(transport, server)).toMatchObject({ ok: false })
    expect(server.requests).toBe(3)
  })

  test('that are new and break are not repeated', async () => {
    const server = await rawServer((socket) => socket.resetAndDestroy())
    expect(await post(open(), server)).toMatchObject({ ok: false })
    expect(server.requests).toBe(1)
  })

  test('are gone when the transport is closed', async () => {
    const server = await rawServer((socket) => socket.write(YES))
    const transport = open()
    await post(transport, server)
    transport.close()
    await expect.poll(() => server.sockets).toBe(0)
  })
})

describe('bodies', () => {
  test('of less than a kilobyte go as they are, larger ones packed, and the server reads the same', async () => {
    const receiver = await Receiver.start()
    const transport = open()
    const sizes = [1023, 1024, 200_000]
    for (const size of sizes) await post(transport, urlOf(receiver), new Uint8Array(size).fill(97))
    expect(receiver.received.map(({ headers }) => headers['content-encoding'])).toEqual([
      undefined,
      'gzip',
      'gzip',
    ])
    expect(receiver.received.map(({ body }) => body.byteLength)).toEqual(sizes)
    expect(receiver.received[2]?.raw.byteLength).toBeLessThan(5000)
    for (const { headers, raw } of receiver.received)
      expect(headers['content-length']).toBe(String(raw.byteLength))
  })
})

describe('a server that takes its time', () => {
  const soon = { timeoutMs: 150 }
  const noAnswer: Answer = { ok: false, error: 'no answer within 150 ms' }

  test('to accept is given up', async () => {
    // Nobody answers there: a network reserved for documentation (RFC 5737).
    const answer = await post(open(soon), { url: 'http://192.0.2.1:9/' })
    expect(answer.ok).toBe(false)
  })

  test('to answer is given up', async () => {
    const server = await rawServer(() => {})
    expect(await post(open(soon), server)).toEqual(noAnswer)
    await expect.poll(() => server.sockets).toBe(0)
  })

  test('over the head is given up', async () => {
    const server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\nx-drip: '))
    expect(await post(open(soon), server)).toEqual(noAnswer)
    await expect.poll(() => server.sockets).toBe(0)
  })

  test('over the body has answered with its status, and loses the connection', async () => {
    const server = await rawServer((socket) => socket.write(`${HEAD}content-length: 9\r\n\r\n{`))
    expect(await post(open(soon), server)).toMatchObject({ ok: true, status: 200 })
    await expect.poll(() => server.sockets).toBe(0)
  })
})

test('a body without end costs a connection and no more than some kilobytes', async () => {
  let written = 0
  let isClosed = false
  const chunk = Buffer.alloc(64 * 1024)
  const server = await rawServer((socket) => {
    const pour = () => {
      written += chunk.length
      if (socket.write(chunk)) setImmediate(pour)
      else socket.once('drain', pour)
    }
    socket.on('close', () => (isClosed = true))
    socket.write(`${HEAD}\r\n`)
    pour()
  })
  expect(await post(open({ timeoutMs: 60_000 }), server)).toMatchObject({ ok: true, status: 200 })
  await expect.poll(() => isClosed, { timeout: 10_000 }).toBe(true)
  expect(written).toBeLessThan(64 * 1024 * 1024)
})

test.each([
  ['nothing', (socket: Socket) => socket.end()],
  ['no HTTP', (socket: Socket) => socket.end('SSH-2.0-OpenSSH\r\n')],
  ['half a head', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nx: ')],
  [
    'a switch of protocols',
    (socket: Socket) =>
      socket.end('HTTP/1.1 101 Switch\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
  ['a head without end', (socket: Socket) => socket.write(`${HEAD}x: ${'x'.repeat(100_000)}`)],
])('a server that answers with %s has not answered', async (_, answer) => {
  const server = await rawServer((socket) => void answer(socket))
  expect(await post(open(), server)).toMatchObject({ ok: false })
})

test('an answer before the end of the request counts', async () => {
  const server = await rawServer((socket, count) => {
    if (count === 1)
      socket.write('HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
  const noise = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 2654435761) >>> 13)
  expect(await post(open(), server, noise)).toMatchObject({ ok: true, status: 413 })
})

test('interim answers are none', async () => {
  const server = await rawServer((socket) => socket.write(`HTTP/1.1 102 Processing\r\n\r\n${YES}`))
  expect(await post(open(), server)).toMatchObject({ ok: true, status: 200 })
})

test('IPv6 addresses are reached', async ({ skip }) => {
  const receiver = await Receiver.start(undefined, { host: '::1' }).catch(() => undefined)
  if (!receiver) return skip('this machine has no IPv6 loopback')
  expect(await post(open(), { url: `http://[::1]:${receiver.port}/` })).toMatchObject({ ok: true })
  expect(receiver.received[0]?.headers.host).toBe(`[::1]:${receiver.port}`)
})

test('a refused connection is told in words', async () => {
  const receiver = await Receiver.start()
  const url = urlOf(receiver)
  await receiver.stop()
  expect(await post(open(), url)).toMatchObject({
    ok: false,
    error: expect.stringMatching('ECONNREFUSED'),
  })
  const { port } = new URL(url.url)
  expect(await post(open(), { url: `http://localhost:${port}/` })).toMatchObject({
    ok: false,
    error: expect.stringMatching('ECONNREFUSED'),
  })
})

test('neither an open request nor an idle connection keeps a process alive', async () => {
  const file = await bundle(`
    import { httpTransport } from '../src/transports/http.ts'
    const transport = httpTransport({ timeoutMs: 60_000, verifySsl: true })
    const request = (path) => ({ url: process.argv[2] + path, headers: {}, body: new Uint8Array(1) })
    const hold = setTimeout(() => {}, 20_000)
    transport.send(request('/yes'), () => {
      transport.send(request('/hang'), () => console.log('answered'))
      setTimeout(() => clearTimeout(hold), 100)
    })`)
  const receiver = await Receiver.start(({ path }, response) => {
    if (path === '/yes') response.end()
  })
  const ended = start(file, [`http://127.0.0.1:${receiver.port}`]).ended
  expect(await ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
  expect(receiver.received.map(({ path }) => path)).toEqual(['/yes', '/hang'])
})

test('nothing of a request is sent before it is asked for', async () => {
  const receiver = await Receiver.start()
  const transport = open()
  const request = requestTo(urlOf(receiver), new Uint8Array(2))
  await new Promise((resolve) => transport.send(request, resolve))
  expect(receiver.received).toHaveLength(1)
  expect(receiver.received[0]).toMatchObject({
    method: 'POST',
    path: '/api/1/envelope/',
    headers: { 'content-type': 'application/x-sentry-envelope' },
  })
})
