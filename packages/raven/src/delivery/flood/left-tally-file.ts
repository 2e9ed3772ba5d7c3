/** A tally file that another process left: opened for each use, deleted when all in it have ended. */

import { closeSync, fstatSync, openSync, readSync, rmSync, utimesSync, writeSync } from 'node:fs'

import { payloadWith } from './summary.ts'
import {
  decodeSlot,
  FREE,
  isSlotIntact,
  SLOT_HEAD,
  SLOT_STEP,
  type SlotHead,
} from './tally-slot.ts'

/** A slot and where it lies. */
export interface FoundSlot {
  readonly head: SlotHead
  readonly at: number
}

/** One file taken over. Methods throw what the file system throws. */
export class LeftTallyFile {
  /** Where it lies. */
  readonly path: string
  readonly #open = new Set<FoundSlot>()

  constructor(path: string) {
    this.path = path
  }

  /** All that was counted and not sent. */
  load(): readonly FoundSlot[] {
    const slots = this.#withFile('r', (fd) => [...slotsOf(fd, fstatSync(fd).size)])
    for (const slot of slots) this.#open.add(slot)
    return slots
  }

  /** The summary with its numbers; undefined when it is damaged. */
  read({ head, at }: FoundSlot): Uint8Array | undefined {
    const payload = this.#withFile('r', (fd) => bytesAt(fd, at + SLOT_HEAD, head.length))
    return isSlotIntact(head, payload) ? payloadWith({ ...head, payload }, head.numbers) : undefined
  }

  free(slot: FoundSlot): void {
    if (!this.#open.delete(slot)) return
    if (this.isSettled) rmSync(this.path, { force: true })
    else this.#withFile('r+', (fd) => writeSync(fd, FREE, 0, FREE.byteLength, slot.at))
  }

  get isSettled(): boolean {
    return this.#open.size === 0
  }

  /** Shows other machines that somebody sees to it. */
  touch(now: number): void {
    utimesSync(this.path, now / 1000, now / 1000)
  }

  #withFile<T>(mode: 'r' | 'r+', work: (fd: number) => T): T {
    const fd = openSync(this.path, mode)
    try {
      return work(fd)
    } finally {
      closeSync(fd)
    }
  }
}

/** Every slot that counts. What is no head is stepped over. */
function* slotsOf(fd: number, size: number): Iterable<FoundSlot> {
  for (let at = 0; at + SLOT_HEAD <= size;) {
    const head = decodeSlot(bytesAt(fd, at, SLOT_HEAD))
    if (head) yield { head, at }
    at += head?.size ?? SLOT_STEP
  }
}

function bytesAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
}
