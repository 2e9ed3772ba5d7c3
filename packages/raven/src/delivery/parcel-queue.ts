/** Events that wait for their turn, oldest first, and how much memory they may hold meanwhile. */

import type { Standing } from '../stats.ts'
import type { SpooledEvent } from './spool.ts'

/** An event on its way. */
export interface Parcel {
  readonly event: SpooledEvent
  /** The items of its envelope, as long as they are held in memory. */
  payload: Uint8Array | undefined
  standing: Extract<Standing, 'waiting' | 'spooled' | 'rolledUp'>
  /** How many it stands for, when it is a summary. Default 1. */
  readonly occurrences?: number
  /** Left by another process; it never holds up the end of this one. */
  readonly adopted: boolean
  /** Whether it can be read again from the spool. */
  readonly kept: boolean
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
    const bytes = parcel.payload?.byteLength ?? 0
    if (parcel.kept) {
      if (this.#keptBytes + bytes > MAX_KEPT_BYTES) parcel.payload = undefined
      else this.#keptBytes += bytes
    } else {
      if (this.#unkept >= MAX_UNKEPT || this.#unkeptBytes + bytes > MAX_UNKEPT_BYTES) return false
      this.#unkept++
      this.#unkeptBytes += bytes
    }
    this.#open.add(parcel)
    if (!held) this.putBack(parcel)
    return true
  }

  /** Among those that wait, behind all that are as old. */
  putBack(parcel: Parcel): void {
    const before = this.#waiting.findLastIndex(({ event }) => event.time <= parcel.event.time)
    this.#waiting.splice(before + 1, 0, parcel)
  }

  /** The oldest that waits; with `own`, the oldest of this process's own. */
  next(own: boolean): Parcel | undefined {
    if (!own) return this.#waiting.shift()
    const index = this.#waiting.findIndex(({ adopted }) => !adopted)
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0]
  }

  /** The parcel has come to its end; it waits no more. */
  end(parcel: Parcel): void {
    if (!this.#open.delete(parcel)) return
    const bytes = parcel.payload?.byteLength ?? 0
    parcel.payload = undefined
    if (parcel.kept) this.#keptBytes -= bytes
    else {
      this.#unkept--
      this.#unkeptBytes -= bytes
    }
  }

  /** Lets go of all; answers those that have no end yet. */
  clear(): readonly Parcel[] {
    const parcels = [...this.#open]
    this.#waiting.length = 0
    this.#open.clear()
    return parcels
  }
}
