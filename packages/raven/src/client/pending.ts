/** Captured and not yet finished: waits for the end of the caller's turn, bounded. */

import type { Snapshot } from '../events/build-event.ts'

/** What the waiting room needs. */
export interface PendingOptions {
  readonly defer: (task: () => void) => void
  /** Finishes one; never throws. */
  readonly finish: (snapshot: Snapshot) => void
}

/** Snapshots that may wait; beyond it the oldest is finished at once. */
const MAX_WAITING = 500

/** The waiting room of one client. */
export class Pending {
  readonly #options: PendingOptions
  readonly #snapshots: Snapshot[] = []
  readonly #promises = new Set<Promise<void>>()
  #scheduled = false

  constructor(options: PendingOptions) {
    this.#options = options
  }

  /** Snapshots and unsettled hooks. */
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

  /** Calls back when the promise settles; it must not reject. */
  wait<T>(promise: Promise<T>, then: (value: T) => void): void {
    const settled = promise.then(then).finally(() => this.#promises.delete(settled))
    this.#promises.add(settled)
  }

  /** Resolves when no hook is at work any more. */
  async settled(): Promise<void> {
    while (this.#promises.size > 0) await Promise.all(this.#promises)
  }

  #finishOldest(): void {
    const oldest = this.#snapshots.shift()
    if (oldest) this.#options.finish(oldest)
  }
}
