/** Where summaries are counted so that a death does not lose the count, as flood control sees it. */

import type { SpooledEvent } from '../spool.ts'
import type { Numbers, Summary } from './summary.ts'

/** The place of one summary. */
export interface Tally {
  /** Writes down the numbers so far. */
  count(numbers: Numbers): void
  /** The summary came to its end. */
  free(): void
}

/** A summary that another process left, as it stood then. */
export interface LeftTally {
  readonly event: SpooledEvent
  /** What it stands for. */
  readonly occurrences: number
}

/** What processes that ended left behind. */
export interface LeftTallies {
  readonly tallies: readonly LeftTally[]
  /** When another look is worth while, in milliseconds from now. */
  readonly againMs?: number
}

/** Keeps counts. Never throws: what it cannot keep is counted in memory. */
export interface Tallies {
  /** A place for a summary that begins; undefined when there is none. */
  open(summary: Summary, numbers: Numbers): Tally | undefined
  /** Takes over what dead processes left for the same DSN since the last look. */
  adopt(): LeftTallies
  /** Deletes the file when nothing is counted in it. */
  tidy(): void
  /** Nothing more is counted. What has no end yet is left to the next client. */
  close(): void
}
