/** A million of the same are few requests and an exact number, whatever becomes of the program. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import { decodeJson, isJsonObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/event.ts'
import { PACKAGE, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`
const MOST_REQUESTS = 200
const MOST_MEMORY = 64 * 1024 * 1024
/** An engine lets garbage lie until its young generation is full, which is no memory that we hold. */
const TIDY = ['--expose-gc', '--max-semi-space-size=2']

/** How often each type of error happened, as the server knows it; an event that came twice is one. */
function occurrences({ received }: Receiver): Record<string, number> {
  const counts: Record<string, number> = {}
  const byId = new Map(received.map(({ body }) => [decodeEnvelope(body).headers.event_id, body]))
  for (const body of byId.values()) {
    const item = decodeEnvelope(body).items.find(({ headers }) => headers.type === 'event')
    const event = item && decodeJson(item.payload)
    if (!isJsonObject(event)) continue
    const type = /"type":"(\w+Error)"/.exec(JSON.stringify(event.exception))?.[1] ?? 'none'
    counts[type] = (counts[type] ?? 0) + numberIn(event)
  }
  return counts
}

function numberIn({ contexts }: JsonObject): number {
  const raven = isJsonObject(contexts) ? contexts.raven : undefined
  const count = isJsonObject(raven) ? raven.occurrences : undefined
  return typeof count === 'number' ? count : 1
}

test('a million identical errors beside a different one, in a loop that never yields', async () => {
  const receiver = await Receiver.start()
  const env = { RAVEN_SPOOL_DIR: scratchFolder() }
  const args = [receiver.dsn, '1000000', 'loop']
  const running = start(`${PROGRAMS}/flood.mjs`, args, { env, nodeArgs: TIDY })
  const { stdout, stderr, code } = await running.ended
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  const { memory, ...books } = JSON.parse(stdout)
  const rolledUp = 1_000_000 - 50
  expect(books).toMatchObject({ all: true, captured: 1_000_001, sent: 51, rolledUp, dropped: {} })
  expect(occurrences(receiver)).toEqual({ TypeError: 1_000_000, RangeError: 1 })
  expect(receiver.received.length).toBeLessThanOrEqual(MOST_REQUESTS)
  expect(receiver.received).toHaveLength(51 + books.reports)
  expect(memory).toBeLessThan(MOST_MEMORY)
}, 600_000)

test.each([
  ['yields', 3],
  ['loop', 3],
])(
  'a flood that %s, killed in the middle %d times, is counted to the last',
  async (way, rounds) => {
    for (let round = 0; round < rounds; round++) {
      const receiver = await Receiver.start()
      const folder = scratchFolder()
      const env = { RAVEN_SPOOL_DIR: folder }
      const notes = join(folder, 'notes')
      const args = [receiver.dsn, '100000000', way, notes]
      const running = start(`${PROGRAMS}/flood.mjs`, args, { env })
      await untilNoted(notes, 20_000 + round * 7_000)
      running.child.kill('SIGKILL')
      await running.ended
      const captured = noted(notes)
      const next = start(`${PROGRAMS}/next-start.mjs`, [receiver.dsn], { env })
      const books = JSON.parse((await next.ended).stdout)
      const { TypeError: counted = 0, RangeError: others = 0 } = occurrences(receiver)
      const interrupted = books.dropped.interrupted ?? 0
      // a kill inside the call leaves its number undecided
      expect(captured + 1 - (counted + others + interrupted)).toBeGreaterThanOrEqual(0)
      expect(captured + 1 - (counted + others + interrupted)).toBeLessThanOrEqual(1)
      expect(receiver.received.length).toBeLessThanOrEqual(MOST_REQUESTS)
    }
  },
  300_000,
)

function noted(file: string): number {
  try {
    return readFileSync(file).readDoubleLE(0)
  } catch {
    return 0 // it has not begun
  }
}

async function untilNoted(file: string, count: number): Promise<void> {
  while (noted(file) < count) await new Promise((resolve) => setImmediate(resolve))
}
