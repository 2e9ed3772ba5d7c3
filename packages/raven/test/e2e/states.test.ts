/**
 * Every state of an event, one after the other: it is put there, and the process or the server ends there.
 * What the books say, what becomes of the event, and what the server is told are what docs/delivery.md promises.
 */

import type { ServerResponse } from 'node:http'
import { createInterface } from 'node:readline'
import { describe, expect, test, vi } from 'vitest'
import type { Outcome } from '../../src/delivery/outcomes.ts'
import { Client } from '../../src/node.ts'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import { decodeJson } from '../../src/protocol/json.ts'
import type { Stats } from '../../src/stats.ts'
import { expectBooks } from '../support/books.ts'
import { PACKAGE, start, type Running } from '../support/programs.ts'
import { hang, Receiver, yes, type Respond } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`
/** For what only a machine could hold up. */
const PATIENTLY = { timeout: 50_000, interval: 20 }

/** What a program says of its events. */
interface Said {
  readonly ids: readonly string[]
  readonly stats: Stats
  /** In the order of `ids`; null where there is no end yet. */
  readonly ends?: readonly (Outcome | null)[]
}

/** A program whose events are in a state. */
class Inhabitant {
  readonly #running: Running
  readonly #lines: AsyncIterator<string>

  constructor(state: string, receiver: Receiver, env: Readonly<Record<string, string>>) {
    this.#running = start(`${PROGRAMS}/states.mjs`, [state, receiver.dsn], { env })
    this.#lines = createInterface({ input: this.#running.child.stdout })[Symbol.asyncIterator]()
  }

  async say(order: 'look' | 'stay' | 'close'): Promise<Said> {
    this.#running.child.stdin.write(`${order}\n`)
    return await this.hear()
  }

  async hear(): Promise<Said> {
    return JSON.parse((await this.#lines.next()).value)
  }

  /** Looks until the books say so. */
  async until(column: keyof Stats, count: number): Promise<Said> {
    return await vi.waitFor(async () => {
      const said = await this.say('look')
      if (said.stats[column] !== count) throw new Error(`${column}: ${JSON.stringify(said)}`)
      return said
    }, PATIENTLY)
  }

  async end(how: 'kill' | 'close'): Promise<Said | undefined> {
    const last = how === 'close' ? await this.say('close') : undefined
    this.#running.child.kill('SIGKILL')
    await this.#running.ended
    return last
  }
}

/** One state, and what is promised of it. */
interface Row {
  /** What the program is to capture, where it is not one error in a turn that ends. */
  readonly state?: string
  /** What the server does until the end. */
  readonly respond?: Respond
  readonly env?: Readonly<Record<string, string>>
  /** Brings the events into the state, and answers what the program says there. */
  readonly reach: (program: Inhabitant, receiver: Receiver) => Promise<Said>
  /** The books in that state. */
  readonly here: Partial<Stats>
  /** How the program ends there. Default `kill`. */
  readonly end?: 'kill' | 'close'
  /** The books of the next start, beside a server that is well. */
  readonly next: Partial<Stats>
  /** The end of the last event, as the next start knows it. */
  readonly outcome: Outcome
  /** Which events the next start sends, each once. Default all. */
  readonly sends?: (ids: readonly string[]) => readonly string[]
  /** What the server is told was lost. */
  readonly told?: { readonly reason: string; readonly quantity: number }
}

const SENT: Outcome = { outcome: 'sent', status: 200 }
const RECOVERED = { next: { adopted: 1, sent: 1, dropped: {} }, outcome: SENT } as const

function refusal(code: number, headers: Record<string, string> = {}): Row {
  return {
    respond: (_, response) => void response.writeHead(code, headers).end(),
    reach: (program) => program.until('spooled', 1),
    here: { captured: 1, waiting: 0, spooled: 1, dropped: {} },
    end: 'close',
    ...RECOVERED,
  }
}

const ROWS: Record<string, Row> = {
  'captured, and the turn does not end': {
    state: 'captured',
    reach: (program) => program.hear(),
    here: { captured: 1, waiting: 1, dropped: {} },
    next: { adopted: 1, sent: 0, dropped: { interrupted: 1 } },
    outcome: { outcome: 'dropped', reason: 'interrupted' },
    sends: () => [],
    told: { reason: 'insufficient_data', quantity: 1 },
  },
  'finished and spooled, behind others': {
    state: 'finished and spooled',
    respond: hang,
    reach: async (program, receiver) => {
      await receiver.untilReceived(4)
      return await program.say('look')
    },
    here: { captured: 5, waiting: 5, spooled: 0, dropped: {} },
    next: { adopted: 5, sent: 5, dropped: {} },
    outcome: SENT,
  },
  'in flight': {
    respond: hang,
    reach: async (program, receiver) => {
      await receiver.untilReceived(1)
      return await program.say('look')
    },
    here: { captured: 1, waiting: 1, spooled: 0, dropped: {} },
    ...RECOVERED,
  },
  'in flight, between the server’s yes and our note of it': {
    respond: hang,
    reach: async (program, receiver) => {
      const response = await new Promise<ServerResponse>((resolve) => {
        receiver.respond = (_, one) => resolve(one)
      })
      const said = await program.say('stay')
      await new Promise<void>((resolve) => response.end('{}', resolve))
      return said
    },
    here: { captured: 1, waiting: 1, sent: 0, dropped: {} },
    ...RECOVERED,
  },
  'in flight, and the server ends': {
    respond: hang,
    reach: async (program, receiver) => {
      await receiver.untilReceived(1)
      await receiver.stop()
      return await program.until('spooled', 1)
    },
    here: { captured: 1, waiting: 0, spooled: 1, dropped: {} },
    ...RECOVERED,
  },
  'refused for now: no answer in time': {
    ...refusal(0),
    respond: hang,
    env: { SENTRY_TIMEOUT_MS: '200' },
  },
  'refused for now: 408': refusal(408),
  'refused for now: 429': refusal(429, { 'retry-after': '3600' }),
  'refused for now: a limit for errors': refusal(429, { 'x-sentry-rate-limits': '3600:error:key' }),
  'refused for now: 500': refusal(500),
  'refused for now: 503, and a kill': { ...refusal(503), end: 'kill' },
  'rolled up': {
    state: 'rolled up',
    reach: async (program) => {
      const said = await program.until('sent', 2)
      expect(said.ends?.slice(2)).toEqual(
        Array.from({ length: 8 }, () => ({ outcome: 'rolled_up' })),
      )
      return said
    },
    here: { captured: 10, sent: 2, rolledUp: 8, waiting: 0, reports: 0, dropped: {} },
    next: { adopted: 8, rolledUp: 8, reports: 1, dropped: {} },
    outcome: { outcome: 'unknown' },
    sends: (ids) => ids.slice(2, 3), // the summary is made from the first that it stands for
  },
}

async function nextStart(
  dsn: string,
  ids: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const ended = await start(`${PROGRAMS}/next-start.mjs`, [dsn, ...ids], { env }).ended
  const { all, ends, ...stats } = JSON.parse(ended.stdout)
  return { all, ends, stats, code: ended.code, stderr: ended.stderr }
}

/** What the server was told of losses. */
function toldIn({ reports }: Receiver): unknown[] {
  return reports.flatMap(({ body }) => {
    const report = Object(decodeJson(decodeEnvelope(body).items[0]?.payload ?? new Uint8Array()))
    return report.discarded_events
  })
}

/** How many errors the events stand for that came. */
function occurrencesIn({ received }: Receiver): number[] {
  return received.map(({ body }) => {
    const event = Object(decodeJson(decodeEnvelope(body).items[0]?.payload ?? new Uint8Array()))
    return event.contexts?.raven?.occurrences ?? 1
  })
}

describe('an event that is', () => {
  test.each(Object.entries(ROWS))('%s', async (_, row) => {
    const { state = '', respond = yes, end = 'kill', sends = (ids) => ids } = row
    const receiver = await Receiver.start(respond)
    const env = { RAVEN_SPOOL_DIR: scratchFolder() }
    const program = new Inhabitant(state, receiver, {
      ...env,
      SENTRY_TIMEOUT_MS: '60000',
      ...row.env,
    })
    const { ids, stats } = await row.reach(program, receiver)
    expectBooks(stats, row.here)
    const last = await program.end(end)
    if (last) expect(last.ends).toEqual([{ outcome: 'spooled' }])
    await receiver.stop()
    const later = await Receiver.start(yes, { port: receiver.port })
    const next = await nextStart(later.dsn, ids.slice(-1), env)
    expectBooks(next.stats, row.next)
    expect(next).toMatchObject({ all: true, code: 0, ends: [row.outcome] })
    expect(next.stderr).toBe(row.told ? 'raven: an event was lost: interrupted\n' : '')
    expect(later.ids.toSorted()).toEqual(sends(ids).toSorted())
    if (row.state === 'rolled up') expect(occurrencesIn(later)).toEqual([8])
    expect(toldIn(later)).toEqual(row.told ? [{ ...row.told, category: 'error' }] : [])
    const third = await nextStart(later.dsn, [], env)
    expectBooks(third.stats, { captured: 0, adopted: 0 })
  })

  test('left by a dead process: the next client takes it in the background, and nobody has to ask', async () => {
    const receiver = await Receiver.start((_, response) => void response.writeHead(503).end())
    const folder = scratchFolder()
    const program = new Inhabitant('', receiver, { RAVEN_SPOOL_DIR: folder })
    const { ids } = await program.until('spooled', 1)
    await program.end('kill')
    receiver.respond = yes
    vi.stubEnv('RAVEN_SPOOL_DIR', folder)
    const client = new Client(receiver.dsn)
    await vi.waitFor(() => expect(client.stats().sent).toBe(1), PATIENTLY)
    expectBooks(client.stats(), { captured: 0, adopted: 1, sent: 1, dropped: {} })
    expect(await client.delivered(ids[0] ?? '')).toEqual(SENT)
    expect(new Set(receiver.ids)).toEqual(new Set(ids))
    await client.close()
    expect(receiver.reports).toEqual([])
  })
})
