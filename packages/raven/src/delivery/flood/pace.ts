/**
 * Holds back what would leave too fast, until it may.
 *
 * It protects a server from a storm that lasts. Who waits for an end, `flush()` or the end of the
 * process, lifts it: nobody will come by later.
 */

import type { Cancel } from '../../runtime/runtime.ts'
import type { Throttle } from './throttle.ts'

/** What holding back needs. */
export interface PaceOptions<T> {
  /** Says when; as fast as may be where it is absent. */
  readonly throttle: Throttle | undefined
  readonly now: () => number
  readonly later: (ms: number, task: () => void) => Cancel
  /** These may leave now, in this order. */
  readonly release: (ones: readonly T[]) => void
}

/** What one client holds back, in the order in which it may leave. */
export class Pace<T> {
  readonly #options: PaceOptions<T>
  #held: { readonly one: T; readonly dueAt: number }[] = []
  #cancelTimer: Cancel | undefined

  constructor(options: PaceOptions<T>) {
    this.#options = options
  }

  /** When one more may leave, which takes that place; undefined for at once. */
  reserve(): number | undefined {
    const now = this.#options.now()
    const dueAt = this.#options.throttle?.reserve(now, this.#held.length) ?? now
    return dueAt > now ? dueAt : undefined
  }

  hold(one: T, dueAt: number): void {
    this.#held.push({ one, dueAt })
    this.#wakeLater()
  }

  /** Lets go of what may leave by then; a program that never yields runs no timer. */
  letGo(time = this.#options.now()): void {
    if (this.#held.length === 0) return
    const count = this.#held.findIndex(({ dueAt }) => dueAt > time)
    const due = this.#held.splice(0, count === -1 ? this.#held.length : count)
    if (due.length > 0) this.#options.release(due.map(({ one }) => one))
  }

  /** Lets go of everything. */
  lift(): void {
    this.letGo(Number.POSITIVE_INFINITY)
  }

  /** Takes out those that are chosen. */
  remove(isChosen: (one: T) => boolean): readonly T[] {
    const removed = this.#held.filter(({ one }) => isChosen(one))
    if (removed.length > 0) this.#held = this.#held.filter(({ one }) => !isChosen(one))
    return removed.map(({ one }) => one)
  }

  /** Forgets all it holds. */
  clear(): void {
    this.#held = []
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #wakeLater(): void {
    const [first] = this.#held
    if (!first || this.#cancelTimer) return
    const { now, later } = this.#options
    this.#cancelTimer = later(Math.max(1, first.dueAt - now()), () => {
      this.#cancelTimer = undefined
      this.letGo()
      this.#wakeLater()
    })
  }
}
