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
  /** Takes back that it was counted, as long as it is not known to be wanted; see {@link Flood.countForNow}. */
  takeBack: (() => boolean) | undefined
  /** Why the capture is lost together with the summary of its kind. */
  lost: LossReason | undefined

  /** With `isLate` it turns out later whether the event is wanted at all, so nothing begins with it. */
  constructor(flood: Flood | false, isLate: boolean) {
    this.#flood = flood
    this.#isLate = isLate
  }

  /** Whether an event is to be made of it. */
  readonly admit = (key: string): boolean => {
    this.key = key
    if (!this.#flood) return true
    if (this.#isLate) {
      this.takeBack = this.#flood.countForNow(key)
      return !this.takeBack
    }
    const judgement = this.#flood.judge(key)
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
