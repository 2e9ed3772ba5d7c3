import { deflateSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { RateLimited, type DeliveryError } from '../../src/errors.ts'
import { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import type { Event } from '../../src/protocol/event.ts'
import { Receiver, hang, type Respond } from '../support/receiver.ts'

const EVENT: Event = { event_id: 'c0ffee00c0ffee00c0ffee00c0ffee00', message: 'by hand' }
const PROTOCOLS = ['envelope', 'store'] as const

function open(dsn: string, options: ClientOptions = {}): Client {
  const client = new Client(dsn, { worker: false, spool: false, diagnostics: false, ...options })
  onTestFinished(async () => void (await client.close(0)))
  return client
}

function answer(status: number, headers: Readonly<Record<string, string>> = {}): Respond {
  return (_, response) => void response.writeHead(status, headers).end()
}

describe.each(PROTOCOLS)('by %s', (protocol) => {
  test('encode and decode are each other undone', async () => {
    const client = open('http://public:secret@localhost:1/7', { protocol })
    const decoded = client.decode(client.encode(EVENT))
    expect(decoded).toMatchObject(EVENT)
  })

  test('what is sent is what was encoded, and arrives', async () => {
    const receiver = await Receiver.start()
    const client = open(receiver.dsn, { protocol })
    await expect(client.send(EVENT)).resolves.toEqual({ outcome: 'sent', status: 200 })
    const [request] = receiver.received
    expect(request?.path).toBe(`/api/1/${protocol}/`)
    expect(client.decode(request?.body ?? Buffer.of())).toMatchObject(EVENT)
    expect(client.stats()).toMatchObject({ captured: 0, sent: 0 })
  })

  test('headers say who sends and by what right', async () => {
    const receiver = await Receiver.start()
    const client = open(receiver.dsn, { protocol })
    await client.send(EVENT)
    await client.send(EVENT, 'Sentry sentry_key=other')
    const [own, given] = receiver.received.map(({ headers }) => headers['x-sentry-auth'])
    expect(own).toMatch(
      protocol === 'envelope'
        ? /^Sentry sentry_client=raven-ts\/[\d.]+, sentry_version=7, sentry_key=public, sentry_secret=secret$/
        : /^Sentry sentry_timestamp=\d+(\.\d+)?, sentry_client=raven-ts\/[\d.]+, sentry_version=6, sentry_key=public, sentry_secret=secret$/,
    )
    expect(given).toBe('Sentry sentry_key=other')
  })
})

test.each([
  ['eJyrVkrLz1eyUlBKSixSqgUAIJgEVA==', { foo: 'bar' }],
  ['eJyrVkrLz1eyUkpKLFKqBQAdegQ0', { foo: 'bar' }],
])('the body %s of the ancestor is understood', (body, event) => {
  const client = open('http://public@localhost:1/7', { protocol: 'store' })
  expect(client.decode(new TextEncoder().encode(body))).toEqual(event)
})

test('the body of the store wire is base64 of zlib, as the ancestor made it', () => {
  const client = open('http://public@localhost:1/7', { protocol: 'store' })
  const body = new TextDecoder().decode(client.encode(EVENT))
  const json = JSON.stringify(client.decode(new TextEncoder().encode(body)))
  expect(body).toBe(deflateSync(json).toString('base64'))
})

test.each(PROTOCOLS)('bytes that are no event do not decode by %s', (protocol) => {
  const client = open('http://public@localhost:1/7', { protocol })
  for (const text of ['', '{}\n', 'e30=', '[]', 'nonsense', '\0\0']) {
    if (protocol === 'store' && text === 'e30=') continue // the smallest event there is
    if (protocol === 'store' && text === '{}\n') continue
    expect(() => client.decode(new TextEncoder().encode(text)), text).toThrow(
      expect.objectContaining({ name: 'ProtocolError' }),
    )
  }
})

describe('what the server answers', () => {
  const table: readonly (readonly [string, Respond, object, object])[] = [
    [
      '400 with a reason',
      answer(400, { 'x-sentry-error': 'no such project' }),
      { outcome: 'dropped', reason: 'rejected', status: 400, detail: 'HTTP 400: no such project' },
      { name: 'ApiError', code: 'api_error', status: 400, message: 'HTTP 400: no such project' },
    ],
    [
      '413',
      answer(413),
      { outcome: 'dropped', reason: 'rejected', status: 413 },
      { name: 'ApiError', status: 413 },
    ],
    [
      '429 with seconds',
      answer(429, { 'retry-after': '17' }),
      { outcome: 'dropped', reason: 'rejected', status: 429 },
      { name: 'RateLimited', code: 'rate_limited', status: 429, retryAfterMs: 17_000 },
    ],
    [
      '429 without a time',
      answer(429),
      { outcome: 'dropped', reason: 'rejected', status: 429 },
      { name: 'RateLimited', retryAfterMs: 0 },
    ],
    [
      '500',
      answer(500),
      { outcome: 'dropped', reason: 'rejected', status: 500 },
      { name: 'ApiError', status: 500 },
    ],
    [
      '302',
      answer(302, { location: 'http://localhost:1/' }),
      { outcome: 'dropped', reason: 'rejected', status: 302 },
      { name: 'ApiError', status: 302 },
    ],
    [
      'nothing',
      hang,
      { outcome: 'dropped', reason: 'rejected', detail: expect.any(String) },
      { name: 'ApiError', status: undefined },
    ],
    [
      'a hang-up',
      (_, response) => void response.destroy(),
      { outcome: 'dropped', reason: 'rejected', detail: expect.any(String) },
      { name: 'ApiError', status: undefined },
    ],
  ]

  test.each(table)('%s is the outcome', async (_, respond, outcome) => {
    const receiver = await Receiver.start(respond)
    const client = open(receiver.dsn, respond === hang ? { timeoutMs: 100 } : {})
    await expect(client.send(EVENT)).resolves.toMatchObject(outcome)
  })

  test.each(table)('%s rejects for those who asked for it', async (_, respond, __, error) => {
    const receiver = await Receiver.start(respond)
    const client = open(receiver.dsn, { timeoutMs: 100, raiseSendErrors: true })
    await expect(client.send(EVENT)).rejects.toMatchObject(error)
    await expect(client.sendEncoded(client.encode(EVENT))).rejects.toMatchObject(error)
  })

  test('a date to wait for is a time to wait', async () => {
    const until = new Date(Date.now() + 3_600_000).toUTCString()
    const receiver = await Receiver.start(answer(429, { 'retry-after': until }))
    const client = open(receiver.dsn, { raiseSendErrors: true })
    const error = await client.send(EVENT).catch((thrown: unknown) => thrown as DeliveryError)
    expect(error).toBeInstanceOf(RateLimited)
    expect((error as RateLimited).retryAfterMs).toBeGreaterThan(3_000_000)
    expect((error as RateLimited).retryAfterMs).toBeLessThanOrEqual(3_600_000)
  })

  test.each([201, 204])('%i is a yes', async (status) => {
    const receiver = await Receiver.start(answer(status))
    const client = open(receiver.dsn, { raiseSendErrors: true })
    await expect(client.send(EVENT)).resolves.toEqual({ outcome: 'sent', status })
  })
})

test.each([false, true])('a client without a server sends nothing (raise: %j)', async (raise) => {
  const client = open('', { raiseSendErrors: raise })
  await expect(client.send(EVENT)).resolves.toEqual({ outcome: 'dropped', reason: 'disabled' })
  const closed = open('http://public@localhost:1/1', { raiseSendErrors: raise })
  await closed.close(0)
  await expect(closed.send(EVENT)).resolves.toEqual({ outcome: 'dropped', reason: 'disabled' })
})

test('capturing never throws, whatever the server says and was asked for', async () => {
  const receiver = await Receiver.start(answer(400))
  const client = open(receiver.dsn, { raiseSendErrors: true })
  const id = client.captureException(new Error('x'))
  await expect(client.delivered(id)).resolves.toMatchObject({ outcome: 'dropped', status: 400 })
})
