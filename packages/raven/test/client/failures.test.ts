import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, onTestFinished, test } from 'vitest'
import { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import { memoryTransport } from '../../src/transports/memory.ts'

const REFUSED = { ok: true, status: 400, headers: { 'x-sentry-error': 'bad key' } } as const

function refusedClient(options: ClientOptions = {}): Client {
  return new Client('http://public:secret@localhost/1', {
    transport: () => memoryTransport(() => REFUSED),
    spool: false,
    diagnostics: false,
    ...options,
  })
}

function heard(channel: string): unknown[] {
  const messages: unknown[] = []
  const listener = (message: unknown) => void messages.push(message)
  subscribe(channel, listener)
  onTestFinished(() => void unsubscribe(channel, listener))
  return messages
}

test('what could not be sent is told on two channels and to the logger, masked and in short', async () => {
  const requests = heard('raven:sentry.errors')
  const events = heard('raven:sentry.errors.uncaught')
  const lines: string[] = []
  const details: unknown[] = []
  const logger = {
    error: (message: string, detail: object) => {
      lines.push(message)
      details.push(detail)
    },
  }
  const client = refusedClient({ logger })
  const id = client.captureException(new TypeError('no price'), { extra: { password: 'hunter2' } })
  await client.flush()
  expect(requests).toEqual([{ logger: 'sentry.errors', message: 'HTTP 400: bad key', status: 400 }])
  expect(events).toEqual([
    {
      logger: 'sentry.errors.uncaught',
      id,
      reason: 'rejected',
      message: 'TypeError: no price',
      frames: expect.arrayContaining([expect.stringMatching(/failures\.test\.ts:\d+ in /)]),
    },
  ])
  expect(details).toEqual([...requests, ...events])
  expect(lines[0]).toBe('sentry.errors: HTTP 400: bad key')
  expect(lines[1]).toMatch(/^sentry\.errors\.uncaught: TypeError: no price\n {2}\S/)
  expect(JSON.stringify([lines, details])).not.toContain('hunter2')
})

test('a logger that captures into the same client does not go round in circles', async () => {
  let calls = 0
  const client: Client = refusedClient({
    logger: {
      error: (message) => {
        calls++
        client.captureMessage(message)
      },
    },
  })
  client.captureMessage('once')
  await client.flush()
  expect(calls).toBe(2)
  expect(client.stats().dropped).toEqual({ rejected: 1, recursion: 2 })
})

test('a logger that throws or rejects costs nothing', async () => {
  for (const error of [
    () => {
      throw new Error('no logger')
    },
    () => Promise.reject(new Error('no logger')),
  ]) {
    const client = refusedClient({ logger: { error } })
    client.captureMessage('once')
    await client.flush()
    expect(client.stats().dropped).toEqual({ rejected: 1 })
  }
})
