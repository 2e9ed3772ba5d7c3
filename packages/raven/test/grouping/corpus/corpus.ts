/** Reads a half of the corpus, and counts how often the key agrees with its labels. */

import { readFileSync } from 'node:fs'
import { explainGrouping, normalizeEvent } from 'raven-ts/protocol'
import type { JsonObject } from 'raven-ts/protocol'

/** Two events, and what their author says of them. */
export interface Pair {
  /** The program that raised both. */
  readonly subject: string
  readonly events: readonly [string, string]
  readonly same: boolean
  readonly why: string
}

/** The events of a half by name, and its pairs. */
export interface Half {
  readonly events: ReadonlyMap<string, JsonObject>
  readonly pairs: readonly Pair[]
}

/** How often it was right: of what was called one issue, and of what is one. */
export interface Score {
  readonly pairs: number
  readonly precision: number
  readonly recall: number
  /** The pairs it was wrong about, readable. */
  readonly wrong: readonly string[]
}

type Row = Pair | { readonly name: string; readonly event: JsonObject }

/** Reads one half. */
export function readHalf(name: string): Half {
  const text = readFileSync(new URL(`${name}.jsonl`, import.meta.url), 'utf8')
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  const events = rows.flatMap((row) => ('event' in row ? [[row.name, row.event] as const] : []))
  return { events: new Map(events), pairs: rows.flatMap((row) => ('same' in row ? [row] : [])) }
}

/** Compares every pair's keys with its label. */
export function judge({ events, pairs }: Half): Score {
  const keys = new Map([...events].map(([name, event]) => [name, keyOf(event)]))
  const judged = pairs.map((pair) => ({
    ...pair,
    called: keys.get(pair.events[0]) === keys.get(pair.events[1]),
  }))
  const right = judged.filter(({ same, called }) => same && called).length
  return {
    pairs: pairs.length,
    precision: right / judged.filter(({ called }) => called).length,
    recall: right / judged.filter(({ same }) => same).length,
    wrong: judged
      .filter(({ same, called }) => same !== called)
      .map(
        ({ events: [a, b], same, why }) => `${same ? 'apart' : 'together'}: ${a} ~ ${b}: ${why}`,
      ),
  }
}

/** As a receiver makes it: from an event brought into shape. */
function keyOf(event: JsonObject): string {
  return explainGrouping(normalizeEvent(event)).key
}
