/** Captured and not yet finished: waits for the end of the caller's turn, bounded. */

import type { Snapshot } from '../events/build-event.ts'
import { attachmentBytes, snapshotBytes } from './snapshot-bytes.ts'

/** What the waiting room needs. */
export interface PendingOptions {
  readonly now: () => number
  readonly defer: (task: () => void) => void
  /** Whether each is finished by a task of its own: where a task belongs to the request that put it off. */
  readonly apart?: boolean
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

/** Snapshots that may wait, and their bytes, about; beyond it the oldest is finished at once. */
const MAX_WAITING = 500
const MAX_BYTES = 8 * 1024 * 1024
/** So few cannot reach that: what a program gives is bounded for each. Counting is for crowds. */
const UNCOUNTED = 20
/** A turn that lasts longer may never end: its captures are finished from inside of it. */
const LONG_TURN_MS = 100
/** How many one capture finishes, so that none pays for all that were made before. */
const AT_ONCE = 2

/** A snapshot that waits. */
interface Waiter {
  readonly snapshot: Snapshot
  readonly bytes: number
}

/** The waiting room of one client. */
export class Pending {
  readonly #options: PendingOptions
  readonly #snapshots: Waiter[] = []
  readonly #waiting = new Map<Promise<void>, WaitingEvent<never>>()
  #bytes = 0
  /** When the present turn was first seen; undefined when it ended. */
  #turnSince: number | undefined

  constructor(options: PendingOptions) {
    this.#options = options
  }

  /** Snapshots, and events that wait for something. */
  get size(): number {
    return this.#snapshots.length + this.#waiting.size
  }

  /** Keeps a snapshot until the turn ends. */
  add(snapshot: Snapshot): void {
    const isCrowded = this.#snapshots.length >= UNCOUNTED
    const bytes = attachmentBytes(snapshot) + (isCrowded ? snapshotBytes(snapshot) : 0)
    const waiter = { snapshot, bytes }
    this.#snapshots.push(waiter)
    this.#bytes += bytes
    if (this.#options.apart)
      this.#options.defer(() => this.#finishAt(this.#snapshots.indexOf(waiter)))
    while (this.#snapshots.length > MAX_WAITING || this.#bytes > MAX_BYTES) this.#finishOldest()
  }

  /** Called with each capture: says whether the program has not come back to its event loop for long. */
  isLate(): boolean {
    const now = this.#options.now()
    if (this.#turnSince !== undefined) return now - this.#turnSince > LONG_TURN_MS
    this.#turnSince = now
    this.#options.defer(() => {
      this.#turnSince = undefined
      if (!this.#options.apart) this.finishAll()
    })
    return false
  }

  /** Finishes one at once, if it still waits. */
  finishOne(id: string): void {
    this.#finishAt(this.#snapshots.findIndex(({ snapshot }) => snapshot.id === id))
  }

  /** Finishes some of what waits, oldest first. */
  finishSome(): void {
    for (let count = 0; count < AT_ONCE; count++) this.#finishOldest()
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
    this.#end(this.#snapshots.shift())
  }

  #finishAt(index: number): void {
    if (index >= 0) this.#end(this.#snapshots.splice(index, 1)[0])
  }

  #end(waiter: Waiter | undefined): void {
    if (!waiter) return
    this.#bytes -= waiter.bytes
    this.#options.finish(waiter.snapshot)
  }
}
