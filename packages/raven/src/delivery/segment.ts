/**
 * The spool file this process writes, and its acknowledgements beside it.
 *
 * Only ever appended to. A write that returned survives the death of the process. An acknowledged id is
 * appended to the second file; when all are, both files go.
 */

import {
  closeSync,
  constants,
  ftruncateSync,
  futimesSync,
  openSync,
  rmSync,
  writeSync,
  writevSync,
} from 'node:fs'

import { decodeHead, encodeHead, HEAD_BYTES, type RecordHead } from './record.ts'
import { readPayload } from './record-scan.ts'
import { ackPathOf, PRIVATE, renamePair } from './spool-files.ts'

/** Where an event lies in its file. */
export interface Place {
  readonly head: RecordHead
  readonly offset: number
}

/** Beyond this an idle segment is emptied. */
const WORTH_EMPTYING = 1024 * 1024
const NO_PAYLOAD = new Uint8Array()
const OPEN_NEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND

/** One file of the spool. Methods throw what the file system throws. */
export class Segment {
  #path: string
  readonly #fd: number
  #ackFd: number | undefined
  #size = 0
  /** Ids that were written, as an intent or an event, and not acknowledged. */
  readonly #open = new Set<string>()

  /** A new, empty segment; its folder exists. `path` ends in `.seg`. */
  constructor(path: string) {
    this.#path = path
    this.#fd = openSync(path, OPEN_NEW, PRIVATE)
  }

  get bytes(): number {
    return this.#size
  }

  appendIntent(id: string, time: number): void {
    this.#size += writeSync(this.#fd, encodeHead('intent', id, time, NO_PAYLOAD))
    this.#open.add(id)
  }

  /** The event's place. Throws when it is too large, or when the disk took less than all of it. */
  append(id: string, time: number, payload: Uint8Array): Place {
    const bytes = encodeHead('event', id, time, payload)
    const head = decodeHead(bytes)
    if (!head) throw new Error('an event is larger than a spool takes')
    const offset = this.#size
    const written = writevSync(this.#fd, [bytes, payload])
    this.#size += written
    if (written !== HEAD_BYTES + payload.byteLength)
      throw new Error('the spool took only part of an event')
    this.#open.add(id)
    return { head, offset }
  }

  /** The payload at a place; undefined when it is damaged. */
  read({ head, offset }: Place): Uint8Array | undefined {
    return readPayload(this.#fd, head, offset)
  }

  /** The event needs to be kept no longer, or its capture came to nothing. */
  ack(id: string): void {
    if (!this.#open.has(id)) return
    this.#ackFd ??= openSync(ackPathOf(this.#path), 'a', PRIVATE)
    writeSync(this.#ackFd, Buffer.from(id, 'hex'))
    this.#open.delete(id)
    if (this.isSettled && this.#size > WORTH_EMPTYING) this.#empty()
  }

  /** Shows other machines that somebody still writes here. */
  touch(now: number): void {
    futimesSync(this.#fd, now / 1000, now / 1000)
  }

  get isSettled(): boolean {
    return this.#open.size === 0
  }

  /** Gives both files other names: `path` ends in `.seg` or `.left`. */
  rename(path: string): void {
    renamePair(this.#path, path)
    this.#path = path
  }

  /** Closes the files and leaves them where they are. */
  close(): void {
    closeSync(this.#fd)
    if (this.#ackFd !== undefined) closeSync(this.#ackFd)
  }

  /** Closes the files and deletes them. */
  remove(): void {
    this.close()
    rmSync(this.#path, { force: true })
    rmSync(ackPathOf(this.#path), { force: true })
  }

  #empty(): void {
    ftruncateSync(this.#fd, 0)
    if (this.#ackFd !== undefined) ftruncateSync(this.#ackFd, 0)
    this.#size = 0
  }
}
