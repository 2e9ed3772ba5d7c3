/**
 * The last of the states in `states.test.ts`, with every reason for which an event may be lost, provoked at
 * the client's own door: the count, the outcome, `onLoss`, one line for the people who run the program, and
 * what the server is told.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import { decodeJson } from '../../src/protocol/json.ts'
import type { LossReason } from '../../src/stats.ts'
import { memoryTransport } from '../../src/transports/memory.ts'
import type { Answer } from '../../src/transports/transport.ts'
import { expectBooks } from '../support/books.ts'
import { PACKAGE, start } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'

const DSN = 'http://public@127.0.0.1:9/1'
const DAY_MS = 24 * 60 * 60 * 1000

interface Case {
  readonly options?: ClientOptions
  /** How the server answers events; it takes reports in any case. Default yes. */
  readonly answer?: Answer
  /** Loses events; answers the id of one, where it has one. */
  readonly lose: (client: Client) => string | undefined | Promise<string | undefined>
  /** Whether a person is told. Default true; what the program asked for is no news. */
  readonly isSaid?: boolean
  /** What the server is told; absent when it is not its business. */
  readonly word?: string
  /** Whether the server is well again afterwards, and is told only then. */
  readonly recovers?: boolean
}

/** What may be said besides, of the trouble itself. */
const EXPLAINED = /^raven: (?:the server|an internal error)/

const status = (code: number): Answer => ({ ok: true, status: code, headers: {} })
const away: Answer = { ok: false, error: 'away' }
const capture = (client: Client): string => client.captureMessage('lost')

/** A reason without a case does not compile. */
const CASES: Record<LossReason, Case> = {
  disabled: {
    options: { dsn: '' },
    lose: capture,
    isSaid: false,
  },
  before_send: {
    options: { beforeSend: () => null },
    lose: capture,
    isSaid: false,
    word: 'before_send',
  },
  event_processor: {
    options: { processors: [() => null] },
    lose: capture,
    isSaid: false,
    word: 'event_processor',
  },
  recursion: {
    lose: async (client) => {
      client.captureMessage('outer', { logger: 'again' })
      await client.flush()
      return undefined
    },
    word: 'event_processor',
  },
  ignored: {
    options: { ignoreExceptions: [TypeError] },
    lose: (client) => client.captureException(new TypeError('x')),
    isSaid: false,
    word: 'event_processor',
  },
  sample_rate: { options: { sampleRate: 0 }, lose: capture, isSaid: false, word: 'sample_rate' },
  duplicate: {
    lose: (client) => {
      const error = new Error('x')
      client.captureException(error)
      client.captureException(error)
      return undefined // the id that is answered is the first one's
    },
    isSaid: false,
    word: 'event_processor',
  },
  rejected: { answer: status(400), lose: capture, word: 'send_error' },
  too_large: { answer: status(413), lose: capture, word: 'send_error' },
  queue_overflow: {
    answer: away,
    lose: async (client) => {
      const ids = Array.from({ length: 501 }, (_, n) => client.captureMessage(`number ${n}`))
      await client.flush(1)
      return ids.at(-1)
    },
    recovers: true,
    word: 'queue_overflow',
  },
  flood: {
    options: { flood: { burst: 1_000, totalBurst: 1, totalPerSecond: 1 } },
    lose: (client) => {
      vi.spyOn(Date, 'now').mockReturnValue(Date.now()) // however slow the machine is, it is all at once
      const ids = Array.from({ length: 502 }, (_, n) => client.captureMessage('x'.repeat(n)))
      return ids.at(-1)
    },
    word: 'backpressure',
  },
  too_old: {
    answer: away,
    lose: async (client) => {
      const id = capture(client)
      await client.flush(1)
      const now = Date.now()
      vi.spyOn(Date, 'now').mockImplementation(() => now + DAY_MS + 1)
      await client.flush(1)
      return id
    },
    word: 'cache_overflow',
  },
  interrupted: {
    lose: async (client) => {
      await leftBy('captures.mjs', ['kill at once', DSN])
      await client.flush()
      return undefined
    },
    options: { spool: true },
    word: 'insufficient_data',
  },
  spool_damaged: {
    lose: async (client) => {
      await leftBy('leave.mjs', [DSN, '1'])
      damage(process.env.RAVEN_SPOOL_DIR ?? '')
      await client.flush()
      return undefined
    },
    options: { spool: true },
    word: 'cache_overflow',
  },
  closed: {
    answer: away,
    lose: async (client) => {
      const id = capture(client)
      await client.close(0)
      return id
    },
  },
  internal_error: {
    lose: (client) => {
      const id = capture(client)
      vi.spyOn(JSON, 'stringify').mockImplementationOnce(() => {
        throw new Error('a fault of ours')
      })
      return id
    },
    word: 'internal_sdk_error',
  },
}

/** What a program leaves that is ended, or has nobody to send to. */
async function leftBy(program: string, args: readonly string[]): Promise<void> {
  const env = {
    RAVEN_SPOOL_DIR: process.env.RAVEN_SPOOL_DIR ?? '',
    SENTRY_SHUTDOWN_TIMEOUT_MS: '100',
  }
  await start(`${PACKAGE}test/e2e/programs/${program}`, args, { env }).ended
}

/** Changes a byte in the middle of each event that is kept. */
function damage(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.seg')) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = readFileSync(file)
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 0xff
    writeFileSync(file, bytes)
  }
}

function reportsIn(bodies: readonly Uint8Array[]): unknown[] {
  return bodies.flatMap((body) => {
    const [item] = decodeEnvelope(body).items
    return item?.headers.type === 'client_report' ? [decodeJson(item.payload)] : []
  })
}

test.each(Object.entries(CASES) as [LossReason, Case][])(
  'what is lost as %s is counted, told, and has that end',
  async (
    reason,
    { options, answer = status(200), lose, isSaid = true, word, recovers = false },
  ) => {
    vi.stubEnv('RAVEN_SPOOL_DIR', join(scratchFolder(), 'spool'))
    onTestFinished(() => void vi.unstubAllEnvs())
    onTestFinished(() => void vi.restoreAllMocks())
    const transport = memoryTransport(({ body }) =>
      isWell || reportsIn([body]).length > 0 ? status(200) : answer,
    )
    let isWell = false
    const said: string[] = []
    const onLoss = vi.fn<(reason: LossReason, count: number) => void>()
    const client: Client = new Client({
      dsn: DSN,
      spool: false,
      flood: false,
      transport: () => transport,
      diagnostics: (line) => void said.push(line),
      onLoss,
      beforeSend: (event) => {
        if (event.logger === 'again') client.captureMessage('from the hook')
        return event
      },
      ...options,
    })
    const id = await lose(client)
    isWell = recovers
    await client.flush(1_000)
    if (id !== undefined)
      expect(await client.delivered(id)).toMatchObject({ outcome: 'dropped', reason })
    await client.close(0)
    const { dropped } = client.stats()
    const count = dropped[reason] ?? 0
    expectBooks(client.stats(), { waiting: 0 })
    expect(count).toBeGreaterThan(0)
    expect(onLoss).toHaveBeenCalledWith(reason, expect.any(Number))
    const lines = said.filter((line) => !EXPLAINED.test(line))
    expect(lines).toEqual(isSaid ? [`raven: an event was lost: ${reason}`] : [])
    const told = JSON.stringify(reportsIn(transport.requests.map(({ body }) => body)))
    if (word === undefined) expect(told).toBe('[]')
    else expect(told).toContain(`{"reason":"${word}","category":"error","quantity":${count}}`)
  },
  60_000,
)
