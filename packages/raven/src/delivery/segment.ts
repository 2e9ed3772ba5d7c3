/**
 * One spool file and its acknowledgements beside it.
 *
 * Only ever appended to, by one process. A write that returned survives the death of the process. An
 * acknowledged id is appended to the second file; when all are, both files go.
 */

import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  futimesSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
  writevSync,
} from 'node:fs'

import { decodeHead, encodeHead, HEAD_BYTES, isIntact, type RecordHead } from './record.ts'

/** Where an event lies in its segment. */
export interface Place {
  readonly segment: Segment
  readonly head: RecordHead
  readonly offset: number
}

/** What a segment left by a dead process holds that was not acknowledged. */
export interface Leftovers {
  readonly events: readonly Place[]
  /** Captured, but never finished: their process ended in the same turn. */
  readonly interrupted: readonly RecordHead[]
}

const ID_BYTES = 16
/** Beyond this an idle segment is emptied. */
const WORTH_EMPTYING = 1024 * 1024
const RESYNC_CHUNK = 64 * 1024
const NO_PAYLOAD = new Uint8Array()
const OPEN_NEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND
const PRIVATE = 0o600

/** One file of the spool. Methods throw what the file system throws. */
export class Segment {
  #path: string
  readonly #fd: number
  #ackFd: number | undefined
  #size: number
  /** Ids of events that were written and not acknowledged. */
  readonly #open = new Set<string>()

  private constructor(path: string, fd: number) {
    this.#path = path
    this.#fd = fd
    this.#size = fstatSync(fd).size
  }

  /** A new, empty segment; its folder exists. `path` ends in `.seg`. */
  static create(path: string): Segment {
    return new Segment(path, openSync(path, OPEN_NEW, PRIVATE))
  }

  /** A segment that was there before. */
  static open(path: string): Segment {
    return new Segment(path, openSync(path, constants.O_RDWR | constants.O_APPEND))
  }

  get bytes(): number {
    return this.#size
  }

  appendIntent(id: string, time: number): void {
    this.#size += writeSync(this.#fd, encodeHead('intent', id, time, NO_PAYLOAD))
  }

  /** The event's place. Throws when the disk took less than all of it. */
  append(id: string, time: number, payload: Uint8Array): Place {
    const bytes = encodeHead('event', id, time, payload)
    const head = decodeHead(bytes)
    const offset = this.#size
    const written = writevSync(this.#fd, [bytes, payload])
    this.#size += written
    if (!head || written !== HEAD_BYTES + payload.byteLength)
      throw new Error('the spool took only part of an event')
    this.#open.add(id)
    return { segment: this, head, offset }
  }

  /** The payload at a place; undefined when it is damaged. */
  read({ head, offset }: Place): Uint8Array | undefined {
    const payload = this.#bytesAt(offset + HEAD_BYTES, head.length)
    return isIntact(head, payload) ? payload : undefined
  }

  /** The event needs to be kept no longer, or its capture came to nothing. */
  ack(id: string): void {
    this.#ackFd ??= openSync(this.#ackPath, 'a', PRIVATE)
    writeSync(this.#ackFd, Buffer.from(id, 'hex'))
    this.#open.delete(id)
    if (this.isSettled && this.#size > WORTH_EMPTYING) this.#empty()
  }

  /** Shows other machines that somebody still writes here. */
  touch(now: number): void {
    futimesSync(this.#fd, now / 1000, now / 1000)
  }

  /** All that was not acknowledged. Of two records with one id the later one counts. */
  leftovers(): Leftovers {
    const acked = this.#acked()
    const events = new Map<string, Place>()
    const intents = new Map<string, RecordHead>()
    for (const place of this.#records()) {
      if (acked.has(place.head.id)) continue
      if (place.head.kind === 'event') events.set(place.head.id, place)
      else intents.set(place.head.id, place.head)
    }
    for (const id of events.keys()) this.#open.add(id)
    const interrupted = [...intents.values()].filter(({ id }) => !events.has(id))
    return { events: [...events.values()], interrupted }
  }

  get isSettled(): boolean {
    return this.#open.size === 0
  }

  /** Gives both files other names: `path` ends in `.seg` or `.left`. */
  rename(path: string): void {
    const ackPath = this.#ackPath
    renameSync(this.#path, path)
    this.#path = path
    renameIfThere(ackPath, this.#ackPath)
  }

  /** Closes the files and leaves them where they are. */
  close(): void {
    closeSync(this.#fd)
    if (this.#ackFd !== undefined) closeSync(this.#ackFd)
    this.#ackFd = undefined
  }

  /** Closes the files and deletes them. */
  remove(): void {
    this.close()
    rmSync(this.#path, { force: true })
    rmSync(this.#ackPath, { force: true })
  }

  get #ackPath(): string {
    return ackPathOf(this.#path)
  }

  #empty(): void {
    ftruncateSync(this.#fd, 0)
    if (this.#ackFd !== undefined) ftruncateSync(this.#ackFd, 0)
    this.#size = 0
  }

  #acked(): Set<string> {
    const acked = new Set<string>()
    const bytes = readIfThere(this.#ackPath)
    for (let at = 0; at + ID_BYTES <= bytes.byteLength; at += ID_BYTES)
      acked.add(bytes.toString('hex', at, at + ID_BYTES))
    return acked
  }

  *#records(): Iterable<Place> {
    let offset = 0
    while (offset + HEAD_BYTES <= this.#size) {
      const head = decodeHead(this.#bytesAt(offset, HEAD_BYTES))
      const end = offset + HEAD_BYTES + (head?.length ?? 0)
      if (head && end <= this.#size) {
        yield { segment: this, head, offset }
        offset = end
      } else offset = this.#nextHead(offset + 1)
    }
  }

  /** The next place that holds a whole head, or the end of the file. */
  #nextHead(from: number): number {
    for (let base = from; base < this.#size; base += RESYNC_CHUNK) {
      const chunk = this.#bytesAt(base, RESYNC_CHUNK + HEAD_BYTES)
      for (
        let at = chunk.indexOf('RV');
        at !== -1 && at < RESYNC_CHUNK;
        at = chunk.indexOf('RV', at + 1)
      ) {
        if (decodeHead(chunk.subarray(at))) return base + at
      }
    }
    return this.#size
  }

  #bytesAt(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, length, offset))
  }
}

/** The file of acknowledgements that belongs to a segment. */
export function ackPathOf(segmentPath: string): string {
  return segmentPath.replace(/\.(?:seg|left)$/, '.ack')
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0) // nothing was acknowledged yet
  }
}

function renameIfThere(from: string, to: string): void {
  if (from === to) return
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
