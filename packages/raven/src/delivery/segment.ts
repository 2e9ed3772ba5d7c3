/**
 * The spool file this process writes, and its acknowledgements beside it.
 *
 * Only ever appended to. A write that returned survives the death of the process. An acknowledged id is
 * appended to the second file; when all are, both files go.
 */

import {
  closeSync,
  constants,
  existsSync,
  ftruncateSync,
  openSync,
  rmSync,
  utimesSync,
  writeSync,
  writevSync,
} from 'node:fs'

import { AckFile } from './acks.ts'
import { Leftover } from './leftover.ts'
import { encodeHead, eventHead, HEAD_BYTES, intentHead, MAX_PAYLOAD } from './record.ts'
import { readPayload, type Place } from './record-scan.ts'
import { PRIVATE, renamePair } from './spool-files.ts'

/** Beyond this an idle segment is emptied. */
const WORTH_EMPTYING = 1024 * 1024
const OPEN_NEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND

/** One file of the spool. Methods throw what the file system throws. */
export class Segment {
  readonly #path: string
  readonly #fd: number
  readonly #acks: AckFile
  #size = 0
  #since = Infinity
  /** What was written and not acknowledged: the time of an intent whose event is not here yet. */
  readonly #open = new Map<string, number | undefined>()
  #isTaken = false
  /** Of intents, which come one by one in the program's own time. */
  readonly #head = Buffer.alloc(HEAD_BYTES)

  /** A new, empty segment; its folder exists. `path` ends in `.seg`. */
  constructor(path: string) {
    this.#path = path
    this.#fd = openSync(path, OPEN_NEW, PRIVATE)
    this.#acks = new AckFile(path, true)
  }

  get path(): string {
    return this.#path
  }

  get bytes(): number {
    return this.#size
  }

  /** Captures whose events are not here yet: id and time. */
  get intents(): (readonly [id: string, time: number])[] {
    return [...this.#open].flatMap(([id, time]) =>
      time === undefined ? [] : [[id, time] as const],
    )
  }

  /** Whether the file still has the name it was given: nobody took it away, or deleted it. */
  get isHere(): boolean {
    return existsSync(this.#path)
  }

  appendIntent(id: string, time: number): void {
    const head = encodeHead(intentHead(id, time), this.#head)
    this.#size += this.#whole(writeSync(this.#fd, head), HEAD_BYTES)
    this.#open.set(id, time)
  }

  /** The event's place. Throws when it is too large, or when the disk took less than all of it. */
  append(id: string, time: number, payload: Uint8Array): Place {
    if (payload.byteLength > MAX_PAYLOAD) throw new Error('an event is larger than a spool takes')
    const head = eventHead(id, time, payload)
    const offset = this.#size
    const written = writevSync(this.#fd, [encodeHead(head, this.#head), payload])
    this.#size += this.#whole(written, HEAD_BYTES + payload.byteLength)
    this.#open.set(id, undefined)
    this.#since = Math.min(this.#since, time)
    return { head, offset }
  }

  /** The payload at a place; undefined when it is damaged. */
  read({ head, offset }: Place): Uint8Array | undefined {
    return readPayload(this.#fd, head, offset)
  }

  /** The event needs to be kept no longer, or its capture came to nothing. */
  ack(id: string): void {
    if (!this.#open.delete(id) || this.#isTaken) return
    this.#acks.note(id)
    if (this.isSettled && this.#size > WORTH_EMPTYING) this.#empty()
  }

  /** Shows those who cannot see this process that somebody still writes here. */
  touch(now: number): void {
    utimesSync(this.#path, now / 1000, now / 1000)
  }

  get isSettled(): boolean {
    return this.#open.size === 0
  }

  /** Somebody took the file: what is in it can still be read here, and is theirs as well. */
  taken(): void {
    this.#isTaken = true
  }

  /** Writes no more: the same file, which from now on holds no descriptor. */
  seal(): Leftover {
    this.close()
    return new Leftover(this.#path, {
      open: this.#open.keys(),
      bytes: this.#size,
      since: this.#since,
    })
  }

  /** Leaves both files to the next client, under a name that ends in `.left`. */
  leave(path: string): void {
    this.#acks.flush()
    renamePair(this.#path, path)
    this.close()
  }

  /** Closes the files and leaves them where they are. */
  close(): void {
    closeSync(this.#fd)
    this.#acks.close()
  }

  /** Closes the files and deletes them, unless somebody else has them now. */
  remove(): void {
    this.close()
    if (this.#isTaken) return
    rmSync(this.#path, { force: true })
    this.#acks.remove()
  }

  /** What the disk took in part is taken back, so that nothing damaged remains. */
  #whole(written: number, wanted: number): number {
    if (written === wanted) return written
    ftruncateSync(this.#fd, this.#size)
    throw new Error('the disk took only part of an event')
  }

  #empty(): void {
    ftruncateSync(this.#fd, 0)
    this.#acks.empty()
    this.#size = 0
  }
}
