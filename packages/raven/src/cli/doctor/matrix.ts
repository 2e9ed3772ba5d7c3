/** Every way to end, with and without a client, with and without a server: what differs. */

import { differences } from './differences.ts'
import type { Run, Stage } from './run-way.ts'
import { titleOf, type Way } from './ways.ts'

/** A client in its stage, and whether there is a server. */
export interface Setting {
  readonly stage: Exclude<Stage, 'bare'>
  readonly server: 'up' | 'down'
}

/** What a bare program is compared with. */
export const SETTINGS: readonly Setting[] = [
  { stage: 'installed', server: 'up' },
  { stage: 'captured', server: 'up' },
  { stage: 'installed', server: 'down' },
  { stage: 'captured', server: 'down' },
]

/** One way, and how it went in each setting. */
export interface MatrixRow {
  readonly way: string
  /** How the program ends by itself: `exit 1` or `SIGTERM`. */
  readonly ends: string
  /** The difference that `docs/harmless.md` names, and that is left out of the comparison. */
  readonly limit?: string
  readonly settings: readonly (Setting & { readonly differences: readonly string[] })[]
}

/** Runs a way bare (`setting` is undefined), or in a setting. */
export type RunIn = (way: Way, setting: Setting | undefined) => Promise<Run>

/** Runs one way in every setting, all at once. */
export async function judgeWay(way: Way, runIn: RunIn): Promise<MatrixRow> {
  const [bare, ...runs] = await Promise.all([
    runIn(way, undefined),
    ...SETTINGS.map((setting) => runIn(way, setting)),
  ])
  const judged = runs.map((run) => [...unlike(way, bare), ...differences(bare, run, way.limit)])
  const settings = SETTINGS.map((setting, at) => ({ ...setting, differences: judged[at] ?? [] }))
  const { limit } = way
  return { way: titleOf(way), ends: endOf(bare), ...(limit && { limit }), settings }
}

/** How a matrix is run. */
export interface MatrixOptions {
  readonly runIn: RunIn
  /** No further way is begun after so many milliseconds. */
  readonly patienceMs: number
  /** Told after each way. */
  readonly onDone: () => void
}

/** Runs one way after the other; those it had no time for are missing at the end. */
export async function runMatrix(
  ways: readonly Way[],
  { runIn, patienceMs, onDone }: MatrixOptions,
): Promise<readonly MatrixRow[]> {
  const rows: MatrixRow[] = []
  const deadline = performance.now() + patienceMs
  for (const way of ways) {
    if (performance.now() > deadline) break
    rows.push(await judgeWay(way, runIn))
    onDone()
  }
  return rows
}

/** A program that does not even end as it should by itself proves nothing. */
function unlike({ ends }: Way, bare: Run): readonly string[] {
  const wanted = typeof ends === 'number' ? `exit ${ends}` : ends
  const found = endOf(bare)
  return wanted === found ? [] : [`the program by itself: ${found}, not ${wanted}`]
}

function endOf({ code, signal }: Run): string {
  return signal ?? `exit ${code}`
}
