/** What flood control says of one capture. */

import type { Flood } from '../delivery/flood/flood.ts'
import type { LossReason } from '../stats.ts'

/** Asks for one capture, and remembers the answer. */
export class KindWatch {
  readonly #flood: Flood | false
  readonly #isLate: boolean
  /** The kind; empty until it is known. */
  key = ''
  /** Whether this capture begins a summary of its kind. */
  beginsSummary = false
  /** Why the capture is lost together with the summary of its kind. */
  lost: LossReason | undefined

  /** With `isLate` only the kind is noted: whether the event is wanted at all turns out later. */
  constructor(flood: Flood | false, isLate: boolean) {
    this.#flood = flood
    this.#isLate = isLate
  }

  /** Whether an event is to be made of it. */
  readonly admit = (key: string): boolean => {
    this.key = key
    const judgement = this.#flood && !this.#isLate ? this.#flood.judge(key) : 'whole'
    switch (judgement) {
      case 'whole':
        return true
      case 'counted':
        return false
      case 'summary':
        this.beginsSummary = true
        return true
      default:
        this.lost = judgement
        return false
    }
  }
}
