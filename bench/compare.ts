/** Measuring several ways to do one thing beside each other, in one run. */

import { availableParallelism } from 'node:os'

/** Ways to do one thing, by name; each is called once per turn. */
export type Ways = Readonly<Record<string, () => unknown>>

const ROUNDS = 40
/** What takes longer for one call, in microseconds, is measured in fewer rounds. */
const SLOW_US = 20_000
const SLOW_ROUNDS = 5
/** One round of one way lasts about so long, in milliseconds. */
const ROUND_MS = 10
const MAX_CALLS = 20_000

/**
 * Median microseconds of one call of each way. The ways take turns, round by round, so that whatever
 * else the machine does hits all of them.
 */
export function compare(ways: Ways): Readonly<Record<string, number>> {
  const names = Object.keys(ways)
  const calls = new Map(names.map((name) => [name, callsPerRound(ways[name]!)]))
  const isSlow = names.some((name) => timeOf(ways[name]!, 1) > SLOW_US)
  const times = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 0; round < (isSlow ? SLOW_ROUNDS : ROUNDS); round++) {
    for (const name of names) times.get(name)!.push(timeOf(ways[name]!, calls.get(name)!))
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name)!)]))
}

/** Warms a way up, and finds how many calls fill a round. */
function callsPerRound(way: () => unknown): number {
  let calls = 1
  while (calls < MAX_CALLS && timeOf(way, calls) * calls < ROUND_MS * 1_000) calls *= 2
  return calls
}

let kept: unknown

/** Microseconds of one call. What it answers is kept, so that the engine cannot leave the work out. */
function timeOf(way: () => unknown, calls: number): number {
  const start = process.hrtime.bigint()
  for (let i = 0; i < calls; i++) kept = way()
  const nanoseconds = Number(process.hrtime.bigint() - start)
  return kept === compare ? 0 : nanoseconds / 1_000 / calls
}

/** The middle one; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** The machine and the date, for the head of a table. */
export function machine(): string {
  const date = new Date().toISOString().slice(0, 10)
  return `${date}, Node ${process.versions.node}, ${process.arch}, ${availableParallelism()} CPUs`
}

/** A row of a Markdown table. */
export function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => (typeof cell === 'number' ? shown(cell) : cell)).join(' | ')} |`
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
