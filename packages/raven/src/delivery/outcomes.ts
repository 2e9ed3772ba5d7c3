/** What became of each event, for those who ask by its id. */

import type { LossReason } from '../stats.ts'

/** The end of one event. */
export interface Outcome {
  /**
   * `sent`: the server said yes. `handed_over`: somebody else is to deliver it. `rolled_up`: counted in another event. `dropped`: it will not arrive.
   * `spooled`: it waits on disk for the next start. `unknown`: nothing is known of it any more.
   */
  readonly outcome: 'sent' | 'handed_over' | 'rolled_up' | 'dropped' | 'spooled' | 'unknown'
  /** Why it was dropped. */
  readonly reason?: LossReason
  /** The server's HTTP status, when it said one. */
  readonly status?: number
  /** For how long the server asks to wait, in milliseconds; told of what is sent by hand, when the server said it. */
  readonly retryAfterMs?: number
  /** The server's or the network's own words, when there were any. */
  readonly detail?: string
}

/** Runs a task as a part of the request that waits; see `Runtime.here`. */
type There = (task: () => void) => void

/** Ends remembered; older ones are `unknown`. */
const MEMORY = 1_000

/** Remembers ends, and wakes who waits for one. */
export class Outcomes {
  readonly #ended = new Map<string, Outcome>()
  readonly #open = new Map<string, ((outcome: Outcome) => void)[]>()

  /** Where sending ends with the request that began it: those that will be there as long as it takes. */
  readonly #waiters = new Map<string, There>()

  begin(id: string): void {
    this.#open.set(id, [])
  }

  end(id: string, outcome: Outcome): void {
    const waiting = this.#open.get(id)
    this.#open.delete(id)
    this.#waiters.delete(id)
    this.#ended.set(id, outcome)
    if (this.#ended.size > MEMORY) this.#forgetOldest()
    for (const wake of waiting ?? []) wake(outcome)
  }

  /** Ends everything still open, because nothing more will happen to it here. */
  endAll(outcome: Outcome): void {
    for (const id of this.#open.keys()) this.end(id, outcome)
  }

  /** Somebody waits here for one event, or for all that have no end yet. */
  waitHere(here: () => There, ids: Iterable<string> = this.#open.keys()): void {
    for (const id of ids) if (this.#open.has(id)) this.#waiters.set(id, here())
  }

  /** From where an event is best sent, once: what is lost there is sent from wherever we are. */
  takeWaiter(id: string): There | undefined {
    const there = this.#waiters.get(id)
    this.#waiters.delete(id)
    return there
  }

  isOpen(id: string): boolean {
    return this.#open.has(id)
  }

  /** Answers everybody who waits for what has no end yet; the ends may still come. */
  answerAll(outcome: Outcome): void {
    for (const waiting of this.#open.values()) {
      for (const wake of waiting.splice(0)) wake(outcome)
    }
  }

  of(id: string): Promise<Outcome> {
    const ended = this.#ended.get(id)
    if (ended) return Promise.resolve(ended)
    const waiting = this.#open.get(id)
    if (!waiting) return Promise.resolve({ outcome: 'unknown' })
    return new Promise((resolve) => waiting.push(resolve))
  }

  #forgetOldest(): void {
    for (const oldest of this.#ended.keys()) {
      this.#ended.delete(oldest)
      return
    }
  }
}
