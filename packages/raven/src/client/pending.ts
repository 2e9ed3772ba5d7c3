/** Captured and not yet finished: waits for the end of the caller's turn, bounded. */

import type { Snapshot } from '../events/build-event.ts'

/** What the waiting room needs. */
export interface PendingOptions {
  readonly defer: (task: () => void) => void
  /** Finishes one; never throws. */
  readonly finish: (snapshot: Snapshot) => void
}

/** What becomes of an event that waits for a hook or a verdict. */
export interface WaitingEvent<T> {
  /** What it waited for is there. */
  readonly ended: (value: T) => void
  /** It will not be waited for any more. */
  readonly givenUp: () => void
}

/** Snapshots that may wait; beyond it the oldest is finished at once. */
const MAX_WAITING = 500

/** The waiting room of one client. */
export class Pending {
  readonly #options: PendingOptions
  readonly #snapshots: Snapshot[] = []
  readonly #promises = new Map<Promise<void>, () => void>()
  #scheduled = false

  constructor(options: PendingOptions) {
    this.#options = options
  }

  /** Snapshots and unsettled promises. */
  get size(): number {
    return this.#snapshots.length + this.#promises.size
  }

  add(snapshot: Snapshot): void {
    this.#snapshots.push(snapshot)
    if (this.#snapshots.length > MAX_WAITING) this.#finishOldest()
    if (this.#scheduled) return
    this.#scheduled = true
    this.#options.defer(() => {
      this.#scheduled = false
      this.finishAll()
    })
  }

  /** Finishes everything that waits, oldest first. */
  finishAll(): void {
    while (this.#snapshots.length > 0) this.#finishOldest()
  }

  /** Calls back once: when the promise settles, or when it is given up. It must not reject. */
  wait<T>(promise: Promise<T>, { ended, givenUp }: WaitingEvent<T>): void {
    const settled = promise.then((value) => {
      if (this.#promises.delete(settled)) ended(value)
    })
    this.#promises.set(settled, givenUp)
  }

  /** Resolves when no promise is waited for any more. */
  async settled(): Promise<void> {
    while (this.#promises.size > 0) await Promise.all(this.#promises.keys())
  }

  /** The end: finishes everything, and waits for no promise any more. */
  end(): void {
    this.finishAll()
    const given = [...this.#promises.values()]
    this.#promises.clear()
    for (const giveUp of given) giveUp()
  }

  #finishOldest(): void {
    const oldest = this.#snapshots.shift()
    if (oldest) this.#options.finish(oldest)
  }
}
