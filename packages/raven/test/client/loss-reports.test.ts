import { describe, expect, test } from 'vitest'
import { LossReports } from '../../src/client/loss-reports.ts'
import { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import { decodeJson } from '../../src/protocol/json.ts'
import { memoryTransport } from '../../src/transports/memory.ts'
import { TestClock } from '../support/clock.ts'

class Bench {
  readonly clock = new TestClock()
  readonly sent: unknown[] = []
  isOpen = true
  again = false
  readonly reports = new LossReports({
    now: this.clock.now,
    later: this.clock.later,
    send: (discarded, done) => {
      if (!this.isOpen) return false
      this.sent.push(discarded)
      done(this.again)
      return true
    },
  })
}

const errors = (reason: string, quantity: number) => ({ reason, category: 'error', quantity })

describe('losses', () => {
  test('are summed up by reason, and told once in a while', () => {
    const bench = new Bench()
    for (let i = 0; i < 1_000; i++) bench.reports.record('rejected', 1)
    bench.reports.record('too_large', 2)
    bench.reports.record('sample_rate', 3)
    bench.reports.sendIfDue()
    expect(bench.sent).toEqual([])
    bench.clock.advance(30_000)
    expect(bench.sent).toEqual([[errors('send_error', 1_002), errors('sample_rate', 3)]])
    bench.clock.advance(3_600_000)
    expect(bench.sent).toHaveLength(1)
    expect(bench.clock.pending).toBe(0)
  })

  test('are told later where now is no time for it, or the server said so', () => {
    const bench = new Bench()
    bench.isOpen = false
    bench.reports.record('flood', 5)
    bench.clock.advance(60_000)
    bench.isOpen = true
    bench.again = true
    bench.clock.advance(30_000)
    bench.again = false
    bench.reports.record('flood', 1)
    bench.clock.advance(30_000)
    expect(bench.sent).toEqual([[errors('backpressure', 5)], [errors('backpressure', 6)]])
  })

  test('that are nobody else’s business are not told', () => {
    const bench = new Bench()
    bench.reports.record('disabled', 1)
    bench.reports.record('closed', 1)
    bench.reports.send()
    expect(bench.sent).toEqual([])
  })
})

async function requestsOf(options: ClientOptions): Promise<readonly Uint8Array[]> {
  const transport = memoryTransport()
  const client = new Client('http://public@localhost/1', {
    transport: () => transport,
    spool: false,
    beforeSend: () => null,
    ...options,
  })
  client.captureMessage('not wanted')
  await client.close()
  return transport.requests.map(({ body }) => body)
}

test('a client tells the server when it closes', async () => {
  const [body] = await requestsOf({})
  const [item] = decodeEnvelope(body ?? new Uint8Array()).items
  expect(item?.headers.type).toBe('client_report')
  expect(item && decodeJson(item.payload)).toEqual({
    timestamp: expect.any(Number),
    discarded_events: [errors('before_send', 1)],
  })
})

test('the store wire has no form for it', async () => {
  expect(await requestsOf({ protocol: 'store' })).toEqual([])
})
