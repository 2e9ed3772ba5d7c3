/** How a client speaks to the people who run the program, and keeps its own faults to itself. */

import type { ResolvedOptions } from '../options.ts'
import type { LossReason } from '../stats.ts'
import { messageOf } from '../values/describe.ts'
import type { Diagnostics } from './diagnostics.ts'
import { quietly } from './quietly.ts'

/** Who listens to a client. */
export type Listeners = Pick<ResolvedOptions, 'onLoss' | 'onInternalError'>

/** What the program asked for is no loss to speak of. */
const WANTED = new Set<LossReason>([
  'disabled',
  'ignored',
  'sample_rate',
  'duplicate',
  'before_send',
  'event_processor',
])

/** The voice of one client. Nothing here throws. */
export class Voice {
  readonly #diagnostics: Diagnostics
  readonly #listeners: Listeners
  #isTelling = false

  constructor(diagnostics: Diagnostics, listeners: Listeners) {
    this.#diagnostics = diagnostics
    this.#listeners = listeners
  }

  /** Says a line once for each topic. */
  say(topic: string, line: string): void {
    this.#diagnostics.say(topic, line)
  }

  /** Events were lost. */
  lost(reason: LossReason, count: number): void {
    if (!WANTED.has(reason)) this.say(`lost ${reason}`, `an event was lost: ${reason}`)
    this.#tell(
      () => this.#listeners.onLoss?.(reason, count),
      (error) => this.failed(error),
    )
  }

  /** A hook of the program failed. */
  hookFailed(hook: string, error: unknown): void {
    this.say(`hook ${hook}`, `a hook failed (${hook}): ${messageOf(error)}`)
    this.#tellError(error)
  }

  /** We failed. */
  failed(error: unknown): void {
    this.say('internal', `an internal error: ${messageOf(error)}`)
    this.#tellError(error)
  }

  /** Runs our own work so that its failure is ours alone. */
  guard<T>(work: () => T, onFailed: () => void = () => {}): T | undefined {
    try {
      return work()
    } catch (error) {
      this.failed(error)
      onFailed()
      return undefined
    }
  }

  /** Who fails at listening to failures has nobody else to tell it. */
  #tellError(error: unknown): void {
    this.#tell(() => this.#listeners.onInternalError?.(error))
  }

  /** A listener that captures is not told what comes of that, or it would never end. */
  #tell(listener: () => unknown, failed?: (error: unknown) => void): void {
    if (this.#isTelling) return
    this.#isTelling = true
    quietly(listener, failed)
    this.#isTelling = false
  }
}
