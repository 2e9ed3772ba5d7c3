/** Captured and not yet finished: waits for the end of the caller's turn, bounded. */

import type { Snapshot } from '../events/build-event.ts'

/** What the waiting room needs. */
export interface PendingOptions {
  readonly defer: (task: () => void) => void
  /** Finishes one; never throws. */
  readonly finish: (snapshot: Snapshot) => void
}

/** What becomes of an event that waits for a hook, a source map or a verdict. */
export interface WaitingEvent<T> {
  /** What it waited for came to an end. */
  readonly ended: (value: T) => void
  /** It will not be waited for any more. */
  readonly givenUp: () => void
  /** Whether it can go on without: a dying process does not wait for it. */
  readonly canBeHurried?: boolean
}

/** Snapshots that may wait; beyond it the oldest is finished at once. */
const MAX_WAITING = 500

/** The waiting room of one client. */
export class Pending {
  readonly #options: PendingOptions
  readonly #snapshots: Snapshot[] = []
  readonly #waiting = new Map<Promise<void>, WaitingEvent<never>>()
  #scheduled = false

  constructor(options: PendingOptions) {
    this.#options = options
  }

  /** Snapshots, and events that wait for something. */
  get size(): number {
    return this.#snapshots.length + this.#waiting.size
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
  wait<T>(promise: Promise<T>, event: WaitingEvent<T>): void {
    if (event.canBeHurried === true && this.#waiting.size >= MAX_WAITING) return event.givenUp()
    const settled = promise.then((value) => {
      if (this.#waiting.delete(settled)) event.ended(value)
    })
    this.#waiting.set(settled, event)
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.all(this.#waiting.keys())
  }

  /** Gives up what can go on without. */
  hurry(): void {
    this.#giveUp((event) => event.canBeHurried === true)
  }

  /** The end: finishes everything, and waits for nothing any more. */
  end(): void {
    this.finishAll()
    while (this.#waiting.size > 0) this.#giveUp(() => true)
  }

  #giveUp(which: (event: WaitingEvent<never>) => boolean): void {
    for (const [promise, event] of Array.from(this.#waiting)) {
      if (!which(event)) continue
      this.#waiting.delete(promise)
      event.givenUp()
    }
  }

  #finishOldest(): void {
    const oldest = this.#snapshots.shift()
    if (oldest) this.#options.finish(oldest)
  }
}
