import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileTallies } from '../../../src/delivery/flood/file-tallies.ts'
import { summaryOf, type Summary } from '../../../src/delivery/flood/summary.ts'
import type { LeftTally } from '../../../src/delivery/flood/tallies.ts'
import { encodeItems } from '../../../src/protocol/encode-envelope.ts'
import { idOf } from '../../contracts/spool-contract.ts'
import { TestClock } from '../../support/clock.ts'
import { scratchFolder } from '../../support/scratch.ts'

const SEEN = { firstSeen: 1_000, lastSeen: 1_000, occurrences: 1 }

function clientIn(
  base: string,
  use: { now?: () => number; onlyKeeps?: boolean } = {},
): FileTallies {
  const clock = new TestClock()
  let randoms = 0
  return new FileTallies({
    folder: () => ({ base, dsn: join(base, 'dsn') }),
    now: () => Date.now() + 1,
    randomId: () => `${process.hrtime.bigint()}${randoms++}`.slice(-12).padStart(12, '0'),
    later: clock.later,
    onUnusable: (why) => {
      throw new Error(why)
    },
    ...use,
  })
}

function summary(number: number, text = ''): Summary {
  const id = idOf(number)
  const payload = new TextEncoder().encode(JSON.stringify({ event_id: id, text }))
  return summaryOf(id, encodeItems([{ headers: { type: 'event' }, payload }]))
}

function numbersOf({ event }: LeftTally): unknown {
  const text = new TextDecoder().decode(event.read()).split('\n')[1] ?? ''
  return JSON.parse(text).contexts.raven
}

function filesIn(base: string): string[] {
  return readdirSync(join(base, 'dsn')).map((name) => name.slice(name.lastIndexOf('.')))
}

test('what was counted when a client closed is taken over once, and gone when it has arrived', () => {
  const base = join(scratchFolder(), 'spool')
  const first = clientIn(base)
  const tally = first.open(summary(1), SEEN)
  for (let occurrences = 2; occurrences <= 5; occurrences++)
    tally?.count({ ...SEEN, lastSeen: 9_500, occurrences })
  first.open(summary(2), SEEN)
  first.open(summary(3), SEEN)?.free()
  first.close()
  const [second, third] = [clientIn(base), clientIn(base)]
  const { tallies } = second.adopt()
  expect(third.adopt().tallies).toEqual([])
  expect(tallies.map(({ event, occurrences }) => [event.id, event.time, occurrences])).toEqual([
    [idOf(1), 9_500, 5],
    [idOf(2), 1_000, 1],
  ])
  expect(tallies.map(numbersOf)).toEqual([
    { occurrences: 5, first_seen: 1, last_seen: 9.5 },
    { occurrences: 1, first_seen: 1, last_seen: 1 },
  ])
  tallies[0]?.event.ack()
  second.close()
  const again = third.adopt().tallies
  expect(again.map(({ event }) => event.id)).toEqual([idOf(2)])
  again[0]?.event.ack()
  expect(filesIn(base)).toEqual([])
})

test('places are used again, so that a flood of days needs no more room than one of minutes', () => {
  const base = join(scratchFolder(), 'spool')
  const client = clientIn(base)
  const keep = client.open(summary(0), SEEN)
  const sizes = new Set<number>()
  for (let i = 1; i < 200; i++) {
    client.open(summary(i, 'x'.repeat(5_000 + i)), SEEN)?.free()
    const [name = ''] = readdirSync(join(base, 'dsn'))
    sizes.add(statSync(join(base, 'dsn', name)).size)
  }
  expect(Math.max(...sizes)).toBeLessThan(64 * 1024)
  keep?.free()
  client.tidy()
  expect(filesIn(base)).toEqual([])
})

test('a byte changed anywhere costs at most the summary it is in', () => {
  const base = join(scratchFolder(), 'spool')
  const client = clientIn(base)
  for (let i = 1; i <= 3; i++) client.open(summary(i), SEEN)?.count({ ...SEEN, occurrences: 7 })
  client.close()
  const [name = ''] = readdirSync(join(base, 'dsn'))
  const whole = readFileSync(join(base, 'dsn', name))
  const copy = join(scratchFolder(), 'spool')
  const maker = clientIn(copy)
  maker.open(summary(9), SEEN)?.free() // makes the folders
  maker.tidy()
  const used = 300 // the rest of a slot is empty
  for (let at = 0; at < whole.byteLength; at += at % 4096 < used ? 1 : 4096 - used) {
    const damaged = Buffer.from(whole)
    damaged[at] = (damaged[at] ?? 0) ^ 0xff
    const reader = clientIn(copy)
    writeFileSync(join(copy, 'dsn', name), damaged, { mode: 0o600 })
    const { tallies } = reader.adopt()
    const sound = tallies.filter(({ event, occurrences }) => event.read() && occurrences === 7)
    expect(sound.length).toBeGreaterThanOrEqual(2)
    for (const { event } of tallies) event.ack()
  }
})

test('a file cut short keeps what is whole', () => {
  const base = join(scratchFolder(), 'spool')
  const client = clientIn(base)
  for (let i = 1; i <= 2; i++) client.open(summary(i), SEEN)
  client.close()
  const [name = ''] = readdirSync(join(base, 'dsn'))
  const file = join(base, 'dsn', name)
  writeFileSync(file, readFileSync(file).subarray(0, 4096 + 90))
  const read = clientIn(base)
    .adopt()
    .tallies.map(({ event }) => [event.id, event.read() !== undefined])
  expect(read).toEqual([
    [idOf(1), true],
    [idOf(2), false],
  ])
})

test('what was counted until somebody agreed is as young as the agreement', () => {
  const base = join(scratchFolder(), 'spool')
  const careful = clientIn(base, { onlyKeeps: true })
  careful.open(summary(1), SEEN)
  careful.close()
  const first = clientIn(base, { now: () => 5_000_000 })
  expect(first.adopt().tallies.map(({ event }) => event.time)).toEqual([5_000_000])
  first.close()
  const second = clientIn(base, { now: () => 9_000_000 })
  expect(second.adopt().tallies.map(({ event }) => event.time)).toEqual([5_000_000])
  second.close()
})
