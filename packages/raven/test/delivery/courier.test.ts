import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Courier } from '../../src/delivery/courier.ts'
import { Throttle } from '../../src/delivery/flood/throttle.ts'
import { Outcomes } from '../../src/delivery/outcomes.ts'
import { Ledger, type LossReason, type Stats } from '../../src/stats.ts'
import type { Answer, Transport, TransportRequest } from '../../src/transports/transport.ts'
import { idOf } from '../contracts/spool-contract.ts'
import { TestClock } from '../support/clock.ts'

const OK = answerOf(200)
const NO_ANSWER: Answer = { ok: false, error: 'connect ECONNREFUSED' }

function answerOf(status: number, headers: Record<string, string> = {}): Answer {
  return { ok: true, status, headers }
}

interface Sent {
  readonly number: number
  readonly answer: (answer: Answer) => void
}

interface Submitted {
  readonly size?: number
  readonly kept?: boolean
  readonly adopted?: boolean
  /** Milliseconds before now. */
  readonly age?: number
  readonly damaged?: boolean
}

/** A courier, its clock and books, and a server that answers when the test says so. */
class Bench {
  readonly clock = new TestClock()
  readonly lost: LossReason[] = []
  readonly ledger = new Ledger((reason) => void this.lost.push(reason))
  readonly outcomes = new Outcomes()
  /** Requests without an answer, oldest first. */
  readonly open: Sent[] = []
  /** Numbers in the order they were sent. */
  readonly sent: number[] = []
  readonly acked: number[] = []
  readonly courier: Courier
  /** Answers each request at once, in place of the test. */
  respond: ((number: number) => Answer) | undefined
  closed = 0
  #numbers = 0

  constructor(transport: Partial<Transport> = {}, throttle?: Throttle, goneAfterMs?: number) {
    this.courier = new Courier({
      throttle,
      goneAfterMs,
      transport: {
        concurrency: 4,
        send: (request, done) => this.#take(request, done),
        close: () => void this.closed++,
        ...transport,
      },
      ledger: this.ledger,
      outcomes: this.outcomes,
      now: this.clock.now,
      random: () => 0,
      later: this.clock.later,
      requestFor: ({ id }, payload) => ({ url: id, headers: {}, body: payload }),
    })
  }

  submit({ size = 10, kept = true, adopted = false, age = 0, damaged }: Submitted = {}): number {
    const number = ++this.#numbers
    const id = idOf(number)
    if (adopted) this.ledger.adopt()
    else this.ledger.capture()
    this.outcomes.begin(id)
    this.courier.submit({
      event: {
        id,
        time: this.clock.now() - age,
        read: () => (kept && !damaged ? new Uint8Array(size) : undefined),
        ack: () => void this.acked.push(number),
      },
      payload: adopted ? undefined : new Uint8Array(size),
      standing: 'waiting',
      adopted,
      kept,
    })
    return number
  }

  /** Answers the oldest request that has none. */
  answer(answer: Answer): number {
    const sent = this.open.shift()
    if (!sent) throw new Error('nothing is under way')
    sent.answer(answer)
    return sent.number
  }

  get stats(): Stats {
    return this.ledger.stats()
  }

  #take({ url }: TransportRequest, done: (answer: Answer) => void): void {
    const number = Number.parseInt(url, 16)
    this.sent.push(number)
    if (this.respond) done(this.respond(number))
    else this.open.push({ number, answer: done })
  }
}

/** Nothing leaves one column without entering another. */
function expectBalanced(stats: Stats): void {
  const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0)
  const { sent, waiting, spooled, rolledUp, handedOver } = stats
  expect(sent + waiting + spooled + rolledUp + handedOver + dropped).toBe(
    stats.captured + stats.adopted,
  )
  expect(Math.min(sent, waiting, spooled, dropped)).toBeGreaterThanOrEqual(0)
}

describe('what an answer means', () => {
  test.each([200, 201, 202, 204, 299])('%d: sent', async (status) => {
    const bench = new Bench()
    bench.submit()
    bench.answer(answerOf(status))
    expect(bench.stats).toMatchObject({ sent: 1, waiting: 0, spooled: 0 })
    expect(bench.acked).toEqual([1])
    expect(await bench.outcomes.of(idOf(1))).toEqual({ outcome: 'sent', status })
  })

  test.each([
    [400, 'rejected'],
    [401, 'rejected'],
    [403, 'rejected'],
    [404, 'rejected'],
    [405, 'rejected'],
    [413, 'too_large'],
    [301, 'rejected'],
    [302, 'rejected'],
    [304, 'rejected'],
    [307, 'rejected'],
    [0, 'rejected'],
  ])('%d: never again, %s', async (status, reason) => {
    const bench = new Bench()
    bench.submit()
    bench.answer(answerOf(status, { 'x-sentry-error': 'no such project' }))
    expect(bench.stats.dropped).toEqual({ [reason]: 1 })
    expect(bench.acked).toEqual([1])
    expect(await bench.outcomes.of(idOf(1))).toEqual({
      outcome: 'dropped',
      reason,
      status,
      detail: `HTTP ${status}: no such project`,
    })
    expect(bench.courier.isIdle).toBe(true)
  })

  test.each([
    ['no answer', NO_ANSWER],
    ['408', answerOf(408)],
    ['429', answerOf(429)],
    ['500', answerOf(500)],
    ['502', answerOf(502)],
    ['503', answerOf(503)],
    ['599', answerOf(599)],
  ])('%s: kept, and tried again later', (_, refusal) => {
    const bench = new Bench()
    bench.submit()
    bench.answer(refusal)
    expect(bench.stats).toMatchObject({ sent: 0, waiting: 0, spooled: 1, dropped: {} })
    expect([bench.acked, bench.lost]).toEqual([[], []])
    bench.clock.advance(60_000)
    bench.answer(OK)
    expect(bench.stats).toMatchObject({ sent: 1, spooled: 0 })
  })
})

describe('when it tries again', () => {
  /** Seconds between attempts while the server answers each with a refusal. */
  function waits(bench: Bench, refusal: Answer, count: number): number[] {
    bench.submit()
    return Array.from({ length: count }, () => {
      bench.answer(refusal)
      const ms = bench.clock.untilNext ?? Number.NaN
      bench.clock.advance(ms)
      return ms / 1000
    })
  }

  test('after 1, 4, 9, 16, 25, 36, 36 seconds', () => {
    expect(waits(new Bench(), NO_ANSWER, 7)).toEqual([1, 4, 9, 16, 25, 36, 36])
  })

  test.each<[string, Record<string, string>, number]>([
    ['Retry-After', { 'retry-after': '17' }, 17],
    ['a Retry-After that nobody can read', { 'retry-after': 'soon' }, 60],
    ['a rate limit for errors', { 'x-sentry-rate-limits': '23:error;transaction:key' }, 23],
    ['a rate limit for everything', { 'x-sentry-rate-limits': '23::organization' }, 23],
    [
      'a rate limit, which stands above Retry-After',
      { 'x-sentry-rate-limits': '23:error:key', 'retry-after': '99' },
      23,
    ],
  ])('%s is kept to exactly', (_, headers, seconds) => {
    expect(waits(new Bench(), answerOf(429, headers), 3)).toEqual([seconds, seconds, seconds])
  })

  test('Retry-After of an overloaded server is kept to as well', () => {
    expect(waits(new Bench(), answerOf(503, { 'retry-after': '120' }), 2)).toEqual([120, 120])
  })

  test('a date in Retry-After is a time to wait until', () => {
    const bench = new Bench()
    const until = new Date(bench.clock.now() + 90_000).toUTCString()
    expect(waits(bench, answerOf(503, { 'retry-after': until }), 1)).toEqual([90])
  })

  test('limits of other kinds of data hold up nothing', () => {
    const bench = new Bench()
    bench.submit()
    bench.answer(answerOf(200, { 'x-sentry-rate-limits': '60:transaction;session:key' }))
    bench.submit()
    expect(bench.sent).toEqual([1, 2])
  })

  test('a limit on a yes holds up what follows', () => {
    const bench = new Bench()
    bench.submit()
    bench.answer(answerOf(200, { 'x-sentry-rate-limits': '60:error:key' }))
    bench.submit()
    expect([bench.sent, bench.courier.isIdle]).toEqual([[1], true])
    bench.clock.advance(60_000)
    expect(bench.sent).toEqual([1, 2])
  })

  test('one request probes, and only when it succeeds more follow', () => {
    const bench = new Bench()
    for (let i = 0; i < 20; i++) bench.submit()
    expect(bench.open).toHaveLength(4)
    for (let i = 0; i < 4; i++) bench.answer(NO_ANSWER)
    const underWay: number[] = []
    bench.clock.advance(1000)
    underWay.push(bench.open.length)
    bench.answer(OK)
    underWay.push(bench.open.length)
    bench.answer(OK)
    underWay.push(bench.open.length)
    expect(underWay).toEqual([1, 2, 4])
  })

  test('a flush tries at once, but not before the time the server named', () => {
    const own = new Bench()
    own.submit()
    own.answer(NO_ANSWER)
    own.courier.retryNow()
    expect(own.sent).toEqual([1, 1])
    for (const status of [429, 503]) {
      const told = new Bench()
      told.submit()
      told.answer(answerOf(status, { 'retry-after': '30' }))
      told.courier.retryNow()
      expect(told.sent).toEqual([1])
    }
  })

  test('one timer waits, however many events do', () => {
    const bench = new Bench()
    for (let i = 0; i < 50; i++) bench.submit()
    for (let i = 0; i < 4; i++) bench.answer(NO_ANSWER)
    expect(bench.clock.pending).toBe(1)
  })

  test('an event that is a day old is let go', () => {
    const bench = new Bench()
    bench.submit({ age: 24 * 3600 * 1000 + 1 })
    bench.submit({ age: 24 * 3600 * 1000 - 1 })
    expect([bench.sent, bench.lost]).toEqual([[2], ['too_old']])
  })
})

describe('order', () => {
  test('is oldest first, whenever it was handed over', () => {
    const bench = new Bench()
    bench.submit()
    bench.answer(NO_ANSWER)
    for (const age of [10, 5000, 300, 5000]) bench.submit({ age, adopted: true })
    bench.respond = () => OK
    bench.clock.advance(1000)
    expect(bench.sent.slice(1)).toEqual([3, 5, 4, 2, 1])
  })

  test('is kept by what was refused for now', () => {
    const bench = new Bench({ concurrency: 1 })
    for (const age of [30, 20, 10]) bench.submit({ age })
    bench.answer(NO_ANSWER)
    bench.respond = () => OK
    bench.clock.advance(1000)
    expect(bench.sent).toEqual([1, 1, 2, 3])
  })
})

describe('a transport that breaks its promises', () => {
  test('by throwing: that is no answer, and delivery goes on', () => {
    let isBroken = true
    const requests: TransportRequest[] = []
    const bench = new Bench({
      send: (request, done) => {
        if (isBroken) throw new Error('broken')
        requests.push(request)
        done(OK)
      },
    })
    bench.submit()
    expect(bench.stats).toMatchObject({ spooled: 1, waiting: 0 })
    isBroken = false
    bench.clock.advance(1000)
    expect([bench.stats.sent, requests.length]).toEqual([1, 1])
  })

  test('by throwing after it answered: the answer counts', () => {
    const bench = new Bench({
      send: (_, done) => {
        done(OK)
        throw new Error('late')
      },
    })
    bench.submit()
    expect(bench.stats).toMatchObject({ sent: 1, spooled: 0 })
  })

  test('by answering twice: the first answer counts, even when the event is under way again', () => {
    const bench = new Bench()
    bench.submit()
    const [first] = bench.open
    bench.answer(NO_ANSWER)
    bench.clock.advance(1000)
    first?.answer(OK)
    first?.answer(answerOf(400))
    expect(bench.stats).toMatchObject({ sent: 0, spooled: 1, dropped: {} })
    bench.answer(OK)
    bench.open[0]?.answer(OK)
    expect(bench.stats).toMatchObject({ sent: 1, spooled: 0 })
  })

  test('by answering at once: a thousand events need no deep stack', () => {
    const bench = new Bench()
    bench.respond = () => answerOf(503)
    bench.submit()
    for (let i = 1; i < 1000; i++) bench.submit()
    bench.respond = () => OK
    bench.clock.advance(1000)
    expect(bench.stats).toMatchObject({ sent: 1000, spooled: 0 })
    expect(bench.courier.isIdle).toBe(true)
  })

  test('by never answering: what waits is bounded, and closing gives up what is kept nowhere', () => {
    const bench = new Bench()
    for (let i = 0; i < 510; i++) bench.submit({ kept: false })
    expect(bench.open).toHaveLength(4)
    expect(bench.stats.dropped).toEqual({ queue_overflow: 10 })
    bench.courier.close()
    expect(bench.stats.dropped).toEqual({ queue_overflow: 10, closed: 500 })
    expectBalanced(bench.stats)
  })
})

describe('memory', () => {
  test('what is kept on disk is read when its turn comes', () => {
    const bench = new Bench()
    for (let i = 0; i < 30; i++) bench.submit({ size: 1_000_000 })
    bench.respond = () => OK
    for (let i = 0; i < 4; i++) bench.answer(OK)
    expect(bench.stats).toMatchObject({ sent: 30, dropped: {} })
  })

  test('what is kept nowhere is bounded in bytes', () => {
    const bench = new Bench()
    for (let i = 0; i < 30; i++) bench.submit({ size: 1_000_000, kept: false })
    expect(bench.stats.dropped).toEqual({ queue_overflow: 22 })
    bench.answer(OK)
    bench.submit({ size: 1_000_000, kept: false })
    expect(bench.stats).toMatchObject({ sent: 1, waiting: 8, dropped: { queue_overflow: 22 } })
  })

  test('what is kept on disk takes no room from what is not', () => {
    const bench = new Bench()
    for (let i = 0; i < 600; i++) bench.submit({ kept: true, size: 100_000 })
    bench.submit({ kept: false })
    expect(bench.stats.dropped).toEqual({})
  })

  test('an event whose record is damaged is booked as that', () => {
    const bench = new Bench()
    bench.submit({ adopted: true, damaged: true })
    expect([bench.lost, bench.acked]).toEqual([['spool_damaged'], [1]])
  })
})

describe('the end of a process', () => {
  /** A transport that goes on beside the loop: `wait` answers the oldest request with what comes next. */
  function ending(answers: Answer[], tookMs = 10): Bench {
    const bench: Bench = new Bench({
      wait: (ms) => {
        bench.clock.advance(Math.min(ms, tookMs))
        const answer = answers.shift()
        if (answer && bench.open.length > 0) bench.answer(answer)
        return answer !== undefined
      },
    })
    return bench
  }

  test('waits for what is its own, in turn', () => {
    const bench = ending(Array.from({ length: 10 }, () => OK))
    for (let i = 0; i < 10; i++) bench.submit()
    bench.courier.settleBlocking(2000)
    expect(bench.stats).toMatchObject({ sent: 10 })
  })

  test('does not wait for what others left, once its own is sent', () => {
    const bench = ending(Array.from({ length: 10 }, () => OK))
    for (let i = 0; i < 3; i++) bench.submit({ adopted: true, age: 1000 })
    bench.submit()
    bench.submit({ adopted: true })
    bench.courier.settleBlocking(2000)
    expect([bench.stats.sent, bench.open.length]).toEqual([4, 0])
    expect(bench.stats.waiting).toBe(1)
  })

  test('sends its own even where others took all the places', () => {
    const bench = ending(Array.from({ length: 10 }, () => OK))
    for (let i = 0; i < 6; i++) bench.submit({ adopted: true, age: 1000 })
    const own = bench.submit()
    bench.courier.settleBlocking(2000)
    expect(bench.sent).toContain(own)
    expect(bench.acked).toContain(own)
  })

  test('is over when the server fails', () => {
    const bench = ending([NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER, OK])
    for (let i = 0; i < 8; i++) bench.submit()
    bench.courier.settleBlocking(2000)
    expect([bench.sent.length, bench.stats.spooled]).toEqual([4, 4])
  })

  test('is over when time is', () => {
    const bench = ending(
      Array.from({ length: 1000 }, () => OK),
      600,
    )
    for (let i = 0; i < 100; i++) bench.submit()
    const start = bench.clock.now()
    bench.courier.settleBlocking(2000)
    expect(bench.clock.now() - start).toBe(2000)
  })

  test('is over at once where nothing can be waited for', () => {
    const bench = new Bench()
    bench.submit()
    bench.courier.settleBlocking(2000)
    expect(bench.courier.open).toBe(1)
  })
})

test('a closed courier sends nothing, holds no timer, and says what it gave up', () => {
  const bench = new Bench()
  bench.submit()
  bench.answer(NO_ANSWER)
  const [stale] = [bench.submit({ kept: false })]
  bench.courier.close()
  bench.submit({ kept: false })
  bench.submit({ kept: true })
  bench.clock.advance(100_000)
  expect(stale).toBe(2)
  expect([bench.sent, bench.closed, bench.clock.pending]).toEqual([[1], 1, 0])
  expect(bench.stats).toMatchObject({ spooled: 1, waiting: 1, dropped: { closed: 2 } })
  expectBalanced(bench.stats)
})

test('an answer that comes while closing is booked, and sends nothing more', () => {
  const late: (() => void)[] = []
  const bench = new Bench({ close: () => late.forEach((answer) => answer()) })
  bench.submit()
  late.push(() => bench.answer(NO_ANSWER))
  bench.courier.close()
  expect([bench.clock.pending, bench.stats.spooled, bench.sent]).toEqual([0, 1, [1]])
})

type Step =
  | { do: 'submit'; event: Submitted }
  | { do: 'answer'; which: number; answer: Answer; twice: boolean }
  | { do: 'advance'; ms: number }
  | { do: 'retry' | 'settle' }

const answer = fc.oneof(
  fc.constant(NO_ANSWER),
  fc
    .tuple(
      fc.constantFrom(200, 200, 200, 400, 404, 408, 413, 429, 500, 503, 302),
      fc.constantFrom({}, { 'retry-after': '7' }, { 'x-sentry-rate-limits': '9:error:key' }),
    )
    .map(([status, headers]) => answerOf(status, headers)),
)

const step = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({
    do: fc.constant('submit'),
    event: fc.record({
      size: fc.constantFrom(1, 1000, 3_000_000),
      kept: fc.boolean(),
      adopted: fc.constant(false),
      age: fc.constantFrom(0, 5000, 25 * 3600 * 1000),
    }),
  }),
  fc.record({
    do: fc.constant('submit'),
    event: fc.record({ adopted: fc.constant(true), damaged: fc.boolean() }),
  }),
  fc.record({ do: fc.constant('answer'), which: fc.nat(3), answer, twice: fc.boolean() }),
  fc.record({ do: fc.constant('advance'), ms: fc.constantFrom(1, 999, 1000, 7000, 40_000) }),
  fc.record({ do: fc.constantFrom('retry', 'settle') }),
)

test('whatever happens in whatever order, every event stands in one column and ends once', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const bench = new Bench()
      let submitted = 0
      const take = (one: Step) => {
        switch (one.do) {
          case 'submit':
            submitted++
            bench.submit(one.event)
            break
          case 'answer': {
            const [sent] = bench.open.splice(one.which, 1)
            sent?.answer(one.answer)
            if (one.twice) sent?.answer(OK)
            break
          }
          case 'advance':
            bench.clock.advance(one.ms)
            break
          case 'retry':
            bench.courier.retryNow()
            break
          case 'settle':
            bench.courier.settleBlocking(100)
        }
      }
      for (const one of steps) {
        take(one)
        expectBalanced(bench.stats)
        const { waiting, spooled, captured, adopted } = bench.stats
        expect(captured + adopted).toBe(submitted)
        expect(waiting + spooled).toBe(bench.courier.open)
        expect(bench.open.length).toBeLessThanOrEqual(4)
        expect(new Set(bench.acked).size).toBe(bench.acked.length)
        expect(bench.acked.length).toBe(submitted - bench.courier.open)
        expect(bench.clock.pending).toBeLessThanOrEqual(1)
        const isStuck =
          bench.open.length === 0 && bench.courier.open > 0 && bench.clock.pending === 0
        expect(isStuck).toBe(false)
      }
    }),
    { numRuns: 300 },
  )
})

describe('more at once than may be sent', () => {
  const slow = () => new Bench({}, new Throttle(3, 10))

  test('waits on disk, leaves evenly, oldest first, and the books say so', () => {
    const bench = slow()
    bench.respond = () => OK
    for (let i = 0; i < 8; i++) bench.submit()
    expect(bench.stats).toMatchObject({ sent: 3, spooled: 5, waiting: 0 })
    bench.clock.advance(250)
    expect(bench.stats).toMatchObject({ sent: 5, spooled: 3 })
    bench.clock.advance(250)
    expect(bench.sent).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(bench.courier.open).toBe(0)
    expectBalanced(bench.stats)
  })

  test('waits in memory where there is no disk, and beyond that is lost, which has a name', () => {
    const bench = slow()
    bench.respond = () => OK
    for (let i = 0; i < 510; i++) bench.submit({ kept: false })
    expect(bench.stats).toMatchObject({ sent: 3, waiting: 500, dropped: { flood: 7 } })
    bench.clock.advance(100)
    expect(bench.stats.sent).toBe(4)
    expectBalanced(bench.stats)
    bench.courier.retryNow()
    expect(bench.stats).toMatchObject({ sent: 503, waiting: 0, dropped: { flood: 7 } })
    bench.submit({ kept: false })
    bench.clock.advance(100)
    expect(bench.stats.sent).toBe(504)
    expectBalanced(bench.stats)
  })

  test('what a dead process left is not held up by it', () => {
    const bench = slow()
    bench.respond = () => OK
    for (let i = 0; i < 8; i++) bench.submit({ adopted: true })
    expect(bench.stats).toMatchObject({ sent: 8 })
  })

  test('is sent at once when somebody waits for it', () => {
    const bench = slow()
    bench.respond = () => OK
    for (let i = 0; i < 8; i++) bench.submit()
    bench.courier.retryNow()
    expect(bench.stats).toMatchObject({ sent: 8, spooled: 0 })
    bench.clock.advance(10_000)
    expect(bench.sent).toHaveLength(8)
    expect(bench.clock.pending).toBe(0)
  })

  test('is sent by a process that ends, as long as the server answers', () => {
    const bench = slow()
    bench.respond = (number) => (number < 6 ? OK : NO_ANSWER)
    for (let i = 0; i < 8; i++) bench.submit()
    bench.courier.settleBlocking(1_000)
    bench.courier.close()
    expect(bench.clock.pending).toBe(0)
    expect(bench.stats).toMatchObject({ sent: 5, spooled: 3 })
  })
})

describe('a summary of many', () => {
  const rolled = (bench: Bench, kept: boolean, occurrences: number) => {
    bench.ledger.adopt('rolledUp', occurrences)
    const event = { id: idOf(77), time: bench.clock.now(), read: () => undefined, ack: () => {} }
    const payload = new Uint8Array(5)
    const standing = 'rolledUp'
    bench.courier.submit({ event, payload, standing, occurrences, adopted: false, kept })
  }

  test('counts as a report when it arrives, also after a while', () => {
    const bench = new Bench()
    rolled(bench, true, 1_000)
    bench.answer(NO_ANSWER)
    expect(bench.stats).toMatchObject({ rolledUp: 1_000, reports: 0, spooled: 0 })
    bench.clock.advance(2_000)
    bench.answer(OK)
    expect(bench.stats).toMatchObject({ rolledUp: 1_000, reports: 1, sent: 0 })
    expectBalanced(bench.stats)
  })

  test('that is refused for good takes along all it stood for', () => {
    const bench = new Bench()
    rolled(bench, true, 1_000)
    bench.answer(answerOf(400))
    expect(bench.stats).toMatchObject({ rolledUp: 0, reports: 0, dropped: { rejected: 1_000 } })
    expectBalanced(bench.stats)
  })

  test('that is kept nowhere is lost with the end, with all it stood for', () => {
    const bench = new Bench()
    rolled(bench, false, 1_000)
    bench.courier.close()
    expect(bench.stats).toMatchObject({ rolledUp: 0, dropped: { closed: 1_000 } })
    expectBalanced(bench.stats)
  })
})

describe('an event that the server cannot digest', () => {
  const POISON = 1

  /** A server that fails on one event alone; time passes until nothing more happens for a while. */
  function poisoned(concurrency: number): Bench {
    const bench = new Bench({ concurrency })
    bench.respond = (number) => (number === POISON ? answerOf(500) : OK)
    for (let i = 0; i < 30; i++) bench.submit({ age: 1000 - i })
    return bench
  }

  test.each([1, 4])('does not hold up the others (%d at once)', (concurrency) => {
    const bench = poisoned(concurrency)
    bench.clock.advance(20_000)
    expect(bench.stats).toMatchObject({ sent: 29, spooled: 1 })
    expectBalanced(bench.stats)
  })

  test('is tried less and less often, and let go after a day', () => {
    const bench = poisoned(1)
    const tries = () => bench.sent.filter((number) => number === POISON).length
    bench.clock.advance(60_000)
    const before = tries()
    for (let i = 0; i < 60; i++) {
      bench.submit()
      bench.clock.advance(10_000)
    }
    expect(bench.stats.sent).toBe(89)
    expect(tries() - before).toBeLessThan(60)
    bench.clock.advance(24 * 3600 * 1000)
    expect(bench.stats).toMatchObject({ spooled: 0, dropped: { too_old: 1 } })
  })

  test('is not seen in an outage: all are kept, and sent oldest first', () => {
    const bench = new Bench()
    bench.respond = () => answerOf(500)
    for (let i = 0; i < 10; i++) bench.submit({ age: 1000 - i })
    bench.clock.advance(300_000)
    const before = bench.sent.length
    bench.respond = () => OK
    bench.clock.advance(60_000)
    expect(bench.stats).toMatchObject({ sent: 10, spooled: 0 })
    const [, ...afterProbe] = bench.sent.slice(before)
    expect(afterProbe.length).toBe(9)
  })

  test('or that is no event at all is let go as damaged', () => {
    const bench = new Bench({ send: (_, done) => done(OK) })
    const courier = new Courier({
      transport: { concurrency: 1, send: (_, done) => done(OK), close: () => {} },
      ledger: bench.ledger,
      outcomes: bench.outcomes,
      now: bench.clock.now,
      random: () => 0,
      later: bench.clock.later,
      requestFor: () => {
        throw new Error('no event')
      },
    })
    bench.ledger.adopt()
    courier.submit({
      event: { id: idOf(1), time: bench.clock.now(), read: () => new Uint8Array(3), ack: () => {} },
      payload: undefined,
      standing: 'waiting',
      adopted: true,
      kept: true,
    })
    expect(bench.stats.dropped).toEqual({ spool_damaged: 1 })
  })
})

describe('a spool that has no room', () => {
  test('any more: what it let go of is booked, what is under way may still arrive', () => {
    const bench = new Bench({ concurrency: 1 })
    for (let i = 0; i < 4; i++) bench.submit()
    bench.courier.evict(new Set([1, 2, 3].map(idOf)))
    expect(bench.stats).toMatchObject({ waiting: 2, dropped: { queue_overflow: 2 } })
    bench.answer(NO_ANSWER)
    expect(bench.stats).toMatchObject({ waiting: 1, spooled: 0, dropped: { queue_overflow: 3 } })
    bench.clock.advance(1000)
    bench.answer(OK)
    expect(bench.stats).toMatchObject({ sent: 1, waiting: 0 })
    expectBalanced(bench.stats)
  })

  test('and has again: what was only in memory is put there, oldest first', () => {
    const bench = new Bench({ concurrency: 1 })
    for (const age of [10, 30, 20]) bench.submit({ kept: false, age })
    const put: string[] = []
    const keep = (most: number) =>
      bench.courier.keep(({ event, payload }) => {
        if (put.length >= most) return undefined
        put.push(event.id)
        return { ...event, read: () => payload }
      })
    expect([keep(2), put]).toEqual([true, [idOf(2), idOf(3)]])
    expect([keep(9), put]).toEqual([false, [idOf(2), idOf(3), idOf(1)]])
    bench.courier.close()
    expect(bench.stats.dropped).toEqual({})
  })

  test('grows old: what waits for the server is let go after a day, whatever the server said', () => {
    const bench = new Bench({ concurrency: 1 })
    bench.submit()
    bench.submit({ age: 23 * 3600 * 1000 })
    bench.answer(answerOf(429, { 'retry-after': '36000' }))
    bench.clock.advance(2 * 3600 * 1000)
    expect(bench.stats.dropped).toEqual({ too_old: 1 })
  })
})

describe('where sending ends with the request that began it', () => {
  const GONE_AFTER_MS = 6_000
  const bench = () => new Bench({ concurrency: 1 }, undefined, GONE_AFTER_MS)

  test('what is not answered any more gives way to the next, and is sent again', () => {
    const it = bench()
    it.submit()
    it.submit()
    expect(it.sent).toEqual([1])
    it.clock.advance(GONE_AFTER_MS)
    const [first, second] = it.open
    expect(it.sent).toEqual([1, 2])
    second?.answer(OK)
    expect(it.sent).toEqual([1, 2, 1])
    first?.answer(OK) // too late to count
    expect(it.ledger.stats()).toMatchObject({ sent: 1, spooled: 1, dropped: {} })
    it.open.at(-1)?.answer(OK)
    expect(it.ledger.stats()).toMatchObject({ sent: 2, spooled: 0, dropped: {} })
  })

  test('an event that somebody waits for is sent from there, once', () => {
    const it = bench()
    const there: (() => void)[] = []
    it.submit()
    const waited = it.submit()
    it.outcomes.waitHere(() => (send) => void there.push(send), [idOf(waited)])
    it.open[0]?.answer(OK)
    expect([it.sent, there.length]).toEqual([[1], 1])
    it.clock.advance(GONE_AFTER_MS) // who waited is gone, too
    expect([it.sent, there.length]).toEqual([[1, 2], 1])
  })

  test('who waits for all waits for what has no end yet, and for nothing else', () => {
    const { outcomes, ...it } = bench()
    const asked: string[] = []
    outcomes.begin(idOf(1))
    outcomes.begin(idOf(2))
    outcomes.end(idOf(1), { outcome: 'sent' })
    outcomes.waitHere(() => () => void asked.push('here'))
    outcomes.takeWaiter(idOf(1))?.(() => {})
    outcomes.takeWaiter(idOf(2))?.(() => {})
    outcomes.takeWaiter(idOf(2))?.(() => {})
    expect([asked, it.lost]).toEqual([['here'], []])
  })
})
