import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Flood } from '../../../src/delivery/flood/flood.ts'
import { FLOOD, type FloodSettings } from '../../../src/delivery/flood/settings.ts'
import type { Parcel } from '../../../src/delivery/parcel-queue.ts'
import { decodeEnvelope } from '../../../src/protocol/decode-envelope.ts'
import { encodeItems } from '../../../src/protocol/encode-envelope.ts'
import type { LossReason } from '../../../src/stats.ts'
import { idOf } from '../../contracts/spool-contract.ts'
import { TestClock } from '../../support/clock.ts'

/** Flood control, its clock, and what it sends. */
class Bench {
  readonly clock = new TestClock()
  readonly sent: Parcel[] = []
  readonly lost: [LossReason, number][] = []
  readonly flood: Flood
  whole = 0
  dropped = 0
  /** Answers each summary at once, unless the test does. */
  answers = true
  #numbers = 0

  constructor(settings: Partial<FloodSettings> = {}) {
    this.flood = new Flood({
      settings: { ...FLOOD, ...settings },
      tallies: undefined,
      now: this.clock.now,
      later: this.clock.later,
      submit: (parcel) => {
        this.sent.push(parcel)
        if (this.answers) parcel.event.ack()
      },
      lost: (reason, count) => void this.lost.push([reason, count]),
    })
  }

  /** As a client does it. */
  capture(key: string): string {
    const judgement = this.flood.judge(key)
    if (judgement === 'summary') {
      const id = idOf(++this.#numbers)
      this.flood.begin(key, id, itemsOf(key, id))
      return id
    }
    if (judgement === 'whole') this.whole++
    else if (judgement !== 'counted') this.dropped++
    return judgement
  }

  get counted(): number {
    return this.sent.reduce((sum, { occurrences = 1 }) => sum + occurrences, 0)
  }
}

function itemsOf(key: string, id: string): Uint8Array {
  const event = { event_id: id, message: key, contexts: { raven: { left_out: ['modules'] } } }
  const payload = new TextEncoder().encode(JSON.stringify(event))
  return encodeItems([
    { headers: { type: 'event' }, payload },
    { headers: { type: 'attachment', filename: 'a' }, payload: Uint8Array.of(1, 2, 3) },
  ])
}

function eventOf({ payload }: Parcel): { contexts: { raven: Record<string, unknown> } } {
  const items = new Uint8Array([...new TextEncoder().encode('{}\n'), ...(payload ?? [])])
  const item = decodeEnvelope(items).items.find(({ headers }) => headers.type === 'event')
  return JSON.parse(new TextDecoder().decode(item?.payload))
}

test('the first fifty of a kind are whole, the rest is one summary in six seconds', () => {
  const bench = new Bench()
  for (let second = 0; second < 60; second++) {
    for (let i = 0; i < 1_000; i++) bench.capture('same')
    bench.clock.advance(1_000)
  }
  expect(bench.whole).toBe(50)
  expect(bench.sent).toHaveLength(10)
  bench.flood.flush()
  expect(bench.whole + bench.counted).toBe(60_000)
})

test('a summary says how many, and when the first and last were seen', () => {
  const bench = new Bench({ burst: 1 })
  bench.capture('same')
  bench.clock.advance(1_000)
  const first = bench.clock.now()
  const id = bench.capture('same')
  bench.clock.advance(2_000)
  bench.capture('same')
  const last = bench.clock.now()
  bench.clock.advance(10_000)
  const [summary] = bench.sent
  if (!summary) throw new Error('nothing was sent')
  expect(summary).toMatchObject({ standing: 'rolledUp', occurrences: 2, event: { id, time: last } })
  expect(eventOf(summary)).toEqual({
    event_id: id,
    message: 'same',
    contexts: {
      raven: {
        left_out: ['modules'],
        occurrences: 2,
        first_seen: first / 1000,
        last_seen: last / 1000,
      },
    },
  })
})

test('a program that never yields sends its summaries from inside a capture', () => {
  const bench = new Bench({ burst: 1 })
  let time = bench.clock.now()
  const flood = new Flood({
    settings: { ...FLOOD, burst: 1 },
    tallies: undefined,
    now: () => time,
    later: () => () => {},
    submit: (parcel) => bench.sent.push(parcel),
    lost: () => {},
  })
  for (let i = 0; i < 10_000; i++) {
    time += 1
    if (flood.judge('same') === 'summary') flood.begin('same', idOf(i), itemsOf('same', idOf(i)))
    bench.sent.at(-1)?.event.ack()
  }
  expect(bench.sent).toHaveLength(1)
})

test('the next summary waits until the one before has arrived', () => {
  const bench = new Bench({ burst: 1 })
  bench.answers = false
  for (let second = 0; second < 120; second++) {
    bench.capture('same')
    bench.clock.advance(1_000)
  }
  expect(bench.sent).toHaveLength(1)
  bench.sent[0]?.event.ack()
  bench.clock.advance(6_000)
  expect(bench.sent).toHaveLength(2)
  expect(1 + bench.counted).toBe(120)
})

test('after a quiet time a kind is sent whole again', () => {
  const bench = new Bench()
  for (let i = 0; i < 60; i++) bench.capture('same')
  bench.clock.advance(60_000)
  expect(bench.whole).toBe(50)
  for (let i = 0; i < 5; i++) bench.capture('same')
  expect(bench.whole).toBe(55)
})

test('two kinds in turn are two kinds', () => {
  const bench = new Bench()
  for (let i = 0; i < 1_000; i++) bench.capture(i % 2 === 0 ? 'a' : 'b')
  bench.flood.flush()
  expect([bench.whole, bench.sent.length, bench.counted]).toEqual([100, 2, 900])
})

test('a kind that is forgotten has its summary sent first', () => {
  const bench = new Bench({ burst: 1, kinds: 10 })
  for (let kind = 0; kind < 100; kind++) for (let i = 0; i < 3; i++) bench.capture(`kind ${kind}`)
  expect(bench.sent).toHaveLength(90)
  bench.flood.flush()
  expect(bench.whole + bench.counted).toBe(300)
})

test('what a hook drops is dropped until the next summary would begin', () => {
  const bench = new Bench({ burst: 1 })
  bench.capture('same')
  expect(bench.flood.judge('same')).toBe('summary')
  bench.flood.refuse('same', 'before_send')
  expect(bench.flood.judge('same')).toBe('before_send')
  bench.clock.advance(6_000)
  expect(bench.flood.judge('same')).not.toBe('before_send')
})

test('a hook that answers later makes the summary better, or takes it back', () => {
  const bench = new Bench({ burst: 1 })
  bench.capture('a')
  const a = bench.capture('a')
  bench.capture('a')
  bench.flood.improve('a', a, itemsOf('better', a))
  bench.flood.improve('a', idOf(999), itemsOf('of another', a))
  bench.capture('b')
  const b = bench.capture('b')
  bench.capture('b')
  bench.capture('b')
  bench.flood.withdraw('b', b, 'before_send')
  bench.flood.flush()
  expect(bench.sent.map(eventOf)).toMatchObject([
    { message: 'better', contexts: { raven: { occurrences: 2 } } },
  ])
  expect(bench.lost).toEqual([['before_send', 3]])
})

describe('whatever comes when', () => {
  test('every occurrence is whole, counted or dropped', () => {
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({ key: fc.integer({ min: 0, max: 6 }), times: fc.nat(30) }),
      },
      { weight: 2, arbitrary: fc.record({ wait: fc.nat(9_000) }) },
      { weight: 1, arbitrary: fc.constant('flush' as const) },
    )
    fc.assert(
      fc.property(fc.array(step), fc.boolean(), (steps, answers) => {
        const bench = new Bench({ burst: 3, kinds: 4 })
        bench.answers = answers
        let captured = 0
        for (const one of steps) {
          if (one === 'flush') bench.flood.flush()
          else if ('wait' in one) bench.clock.advance(one.wait)
          else for (let i = 0; i < one.times; i++, captured++) bench.capture(`kind ${one.key}`)
        }
        bench.flood.close()
        expect(bench.whole + bench.counted).toBe(captured)
        expect(bench.clock.pending).toBe(0)
      }),
    )
  })
})
