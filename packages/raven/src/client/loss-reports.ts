/**
 * Tells the server what was not sent, summed up by reason (protocol section 19).
 *
 * By themselves, never beside an event, which must not be refused for their sake; rarely; never kept
 * on disk; and what becomes of a report is in no report.
 */

import type { Cancel } from '../runtime/runtime.ts'
import type { Discarded } from '../protocol/client-report.ts'
import type { LossReason } from '../stats.ts'

/** What reporting losses needs. */
export interface LossReportOptions {
  readonly now: () => number
  readonly later: (ms: number, task: () => void) => Cancel
  /** Sends a report; calls back with whether it is to be tried again. False when now is no time for it. */
  readonly send: (discarded: readonly Discarded[], done: (again: boolean) => void) => boolean
}

/** Between two reports. */
const INTERVAL_MS = 30_000
const CATEGORY = 'error'

/** Our reasons in the words of the protocol; what is not here is nobody's loss. */
const WORDS: Readonly<Partial<Record<LossReason, string>>> = {
  before_send: 'before_send',
  event_processor: 'event_processor',
  recursion: 'event_processor',
  ignored: 'event_processor',
  duplicate: 'event_processor',
  sample_rate: 'sample_rate',
  rejected: 'send_error',
  too_large: 'send_error',
  queue_overflow: 'queue_overflow',
  flood: 'backpressure',
  too_old: 'cache_overflow',
  spool_damaged: 'cache_overflow',
  interrupted: 'insufficient_data',
  internal_error: 'internal_sdk_error',
}

/** Sums up the losses of one client on its way to one server. */
export class LossReports {
  readonly #options: LossReportOptions
  readonly #counts = new Map<string, number>()
  #last: number
  #cancel: Cancel | undefined

  constructor(options: LossReportOptions) {
    this.#options = options
    this.#last = options.now()
  }

  /** Events were lost. */
  record(reason: LossReason, count: number): void {
    const word = WORDS[reason]
    if (word === undefined) return
    this.#add(word, count)
    this.#sendLater()
  }

  /** Sends what there is to tell, unless something was told just now. */
  sendIfDue(): void {
    if (this.#options.now() - this.#last >= INTERVAL_MS) this.send()
  }

  /** Sends what there is to tell. */
  send(): void {
    if (this.#counts.size === 0) return
    const counts = [...this.#counts]
    const discarded = counts.map(([reason, quantity]) => ({ reason, category: CATEGORY, quantity }))
    this.#counts.clear()
    const restore = (): void => {
      for (const [word, count] of counts) this.#add(word, count)
    }
    if (!this.#options.send(discarded, (again) => again && restore())) return restore()
    this.#last = this.#options.now()
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #add(word: string, count: number): void {
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + count)
  }

  #sendLater(): void {
    this.#cancel ??= this.#options.later(INTERVAL_MS, () => {
      this.#cancel = undefined
      this.send()
      if (this.#counts.size > 0) this.#sendLater()
    })
  }
}
