/** Events that wait for their turn, oldest first, and how much memory they may hold meanwhile. */

import type { Standing } from '../stats.ts'
import type { SpooledEvent } from './spool.ts'

/** An event on its way. */
export interface Parcel {
  event: SpooledEvent
  /** The items of its envelope, as long as they are held in memory. */
  payload: Uint8Array | undefined
  standing: Extract<Standing, 'waiting' | 'spooled' | 'rolledUp'>
  /** How many it stands for, when it is a summary. Default 1. */
  readonly occurrences?: number
  /** Left by another process; it never holds up the end of this one. */
  readonly adopted: boolean
  /** Whether it can be read again from the spool. */
  kept: boolean
  /** The spool let go of it while it was under way. */
  isEvicted?: boolean
}

/** Bytes held for events that are on disk too; beyond this they are read when their turn comes. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024
/** Bytes and number of events that can only be held in memory. */
const MAX_UNKEPT_BYTES = 8 * 1024 * 1024
const MAX_UNKEPT = 500

/** Holds every parcel that has no end yet, whether it waits or is under way. */
export class ParcelQueue {
  readonly #waiting: Parcel[] = []
  readonly #open = new Set<Parcel>()
  #keptBytes = 0
  #unkeptBytes = 0
  #unkept = 0

  /** Parcels without an end. */
  get open(): number {
    return this.#open.size
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Whether something of this process's own waits. */
  get hasOwn(): boolean {
    return this.#waiting.some(({ adopted }) => !adopted)
  }

  /**
   * Takes a new parcel; false when there is no room for one that is nowhere else. One that is `held`
   * waits once it is put back.
   */
  add(parcel: Parcel, held = false): boolean {
    if (parcel.kept) this.#holdKept(parcel)
    else {
      const bytes = parcel.payload?.byteLength ?? 0
      if (this.#unkept >= MAX_UNKEPT || this.#unkeptBytes + bytes > MAX_UNKEPT_BYTES) return false
      this.#unkept++
      this.#unkeptBytes += bytes
    }
    this.#open.add(parcel)
    if (!held) this.putBack(parcel)
    return true
  }

  /** Parcels that are nowhere but in memory, oldest first. */
  get unkept(): readonly Parcel[] {
    if (this.#unkept === 0) return []
    const found = [...this.#open].filter(({ kept }) => !kept)
    return found.toSorted((a, b) => a.event.time - b.event.time)
  }

  /** The parcel is in the spool from now on. */
  keep(parcel: Parcel, event: SpooledEvent): void {
    this.#release(parcel)
    parcel.event = event
    parcel.kept = true
    this.#holdKept(parcel)
  }

  /** The spool let go of these: takes out those that wait, and leaves those under way to their answer. */
  evict(ids: ReadonlySet<string>): readonly Parcel[] {
    const evicted = this.#waiting.filter(({ event }) => ids.has(event.id))
    const gone = new Set(evicted)
    const left = this.#waiting.filter((parcel) => !gone.has(parcel))
    this.#waiting.splice(0, this.#waiting.length, ...left)
    return evicted
  }

  /** The next one that waits and is older than that; it is taken out. */
  nextOlder(time: number): Parcel | undefined {
    const oldest = this.#waiting[0]
    return oldest && oldest.event.time < time ? this.#waiting.shift() : undefined
  }

  /** Among those that wait, behind all that are as old. */
  putBack(parcel: Parcel): void {
    const before = this.#waiting.findLastIndex(({ event }) => event.time <= parcel.event.time)
    this.#waiting.splice(before + 1, 0, parcel)
  }

  /** The oldest that waits and is good enough; it is taken out. */
  next(isGood: (parcel: Parcel) => boolean): Parcel | undefined {
    const index = this.#waiting.findIndex(isGood)
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0]
  }

  /** The parcel has come to its end; it waits no more. */
  end(parcel: Parcel): void {
    if (!this.#open.delete(parcel)) return
    this.#release(parcel)
    parcel.payload = undefined
  }

  /** Lets go of all; answers those that have no end yet. */
  clear(): readonly Parcel[] {
    const parcels = [...this.#open]
    this.#waiting.length = 0
    this.#open.clear()
    return parcels
  }

  #holdKept(parcel: Parcel): void {
    const bytes = parcel.payload?.byteLength ?? 0
    if (this.#keptBytes + bytes > MAX_KEPT_BYTES) parcel.payload = undefined
    else this.#keptBytes += bytes
  }

  #release(parcel: Parcel): void {
    const bytes = parcel.payload?.byteLength ?? 0
    if (parcel.kept) this.#keptBytes -= bytes
    else {
      this.#unkept--
      this.#unkeptBytes -= bytes
    }
  }
}
