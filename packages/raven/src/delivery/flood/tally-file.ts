/** The file this process counts floods in: slots that are written in place and used again. */

import { closeSync, constants, futimesSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

import { PRIVATE } from '../spool-files.ts'
import type { Numbers, Summary } from './summary.ts'
import {
  COUNT_AT,
  COUNT_BYTES,
  encodeCount,
  encodeSlot,
  FREE,
  slotSize,
  SLOT_HEAD,
} from './tally-slot.ts'
import type { Tally } from './tallies.ts'

/** Beyond this nothing new is kept here. */
const MAX_FILE = 16 * 1024 * 1024
/** A free slot this much larger than needed is left for another. */
const WASTE = 2
const NEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL

interface Slot {
  readonly at: number
  readonly size: number
}

/** One file of tallies. Methods throw what the file system throws. */
export class TallyFile {
  #path: string
  readonly #fd: number
  readonly #free = new Set<Slot>()
  readonly #count = Buffer.alloc(COUNT_BYTES)
  #end = 0
  #used = 0

  /** A new, empty file; its folder exists. */
  constructor(path: string) {
    this.#path = path
    this.#fd = openSync(path, NEW, PRIVATE)
  }

  get path(): string {
    return this.#path
  }

  get isSettled(): boolean {
    return this.#used === 0
  }

  /** Undefined when the file is full. The head goes last: a slot without one is none. */
  open(summary: Summary, numbers: Numbers): Tally | undefined {
    const slot = this.#slotFor(slotSize(summary))
    if (!slot) return undefined
    this.#writeAll(summary.payload, slot.at + SLOT_HEAD)
    this.#writeAll(encodeSlot(summary, slot.size, numbers), slot.at)
    this.#used++
    let isOpen = true
    return {
      count: (now) => {
        if (!isOpen) return
        encodeCount(this.#count, now)
        writeSync(this.#fd, this.#count, 0, COUNT_BYTES, slot.at + COUNT_AT)
      },
      free: () => {
        if (!isOpen) return
        isOpen = false
        this.#used--
        this.#free.add(slot)
        writeSync(this.#fd, FREE, 0, FREE.byteLength, slot.at)
      },
    }
  }

  /** Shows other machines that somebody still counts here. */
  touch(now: number): void {
    futimesSync(this.#fd, now / 1000, now / 1000)
  }

  rename(path: string): void {
    renameSync(this.#path, path)
    this.#path = path
  }

  close(): void {
    closeSync(this.#fd)
  }

  /** Closes the file and deletes it. */
  remove(): void {
    this.close()
    rmSync(this.#path, { force: true })
  }

  #slotFor(size: number): Slot | undefined {
    for (const slot of this.#free) {
      if (slot.size < size || slot.size > size * WASTE) continue
      this.#free.delete(slot)
      return slot
    }
    if (this.#end + size > MAX_FILE) return undefined
    const slot = { at: this.#end, size }
    this.#end += size
    return slot
  }

  #writeAll(bytes: Uint8Array, at: number): void {
    if (writeSync(this.#fd, bytes, 0, bytes.byteLength, at) !== bytes.byteLength)
      throw new Error('the spool took only part of a summary')
  }
}
