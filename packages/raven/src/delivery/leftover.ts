/**
 * A segment that nobody writes any more: one that is full, or that another process left behind.
 *
 * Its files are opened for each use and closed again: a program that kept crashing leaves hundreds, and
 * the descriptors of the program that takes them over are not ours to spend.
 */

import { closeSync, fstatSync, openSync, rmSync, utimesSync } from 'node:fs'

import { AckFile } from './acks.ts'
import { HEAD_BYTES, type RecordHead } from './record.ts'
import { readPayload, scanRecords, type Found, type Place } from './record-scan.ts'
import { ackPathOf, readAcks, renamePair } from './spool-files.ts'

/** What such a segment holds that was not acknowledged. */
export interface Remains {
  readonly events: readonly Place[]
  /** Captured, but never finished: their process ended in the same turn. */
  readonly interrupted: readonly RecordHead[]
  /** Events whose records cannot even be named any more. */
  readonly damaged: number
}

/** What is known of a file that was written here. */
export interface KnownFile {
  /** Ids of the events that were not acknowledged. */
  readonly open: Iterable<string>
  readonly bytes: number
  /** When its oldest event was captured. */
  readonly since: number
}

/** One such file. Methods throw what the file system throws. */
export class Leftover {
  #path: string
  readonly #acks: AckFile
  readonly #open: Set<string>
  /** Lost with their process, and nobody was told yet. */
  #untold: readonly RecordHead[] | undefined
  #bytes: number
  #since: number

  /** `path` ends in `.seg`. Nothing is known of a file before it was loaded. */
  constructor(path: string, { open, bytes, since }: KnownFile = { open: [], bytes: 0, since: 0 }) {
    this.#path = path
    this.#acks = new AckFile(path, false)
    this.#open = new Set(open)
    this.#bytes = bytes
    this.#since = since
  }

  get path(): string {
    return this.#path
  }

  get bytes(): number {
    return this.#bytes
  }

  /** When its oldest event was captured. */
  get since(): number {
    return this.#since
  }

  /** Ids of the events that were not acknowledged. */
  get open(): Iterable<string> {
    return this.#open
  }

  /** All that was not acknowledged. Of what is lost somebody is to be told, and then {@link told} called. */
  load(): Remains {
    const remains = readRemains(this.#path)
    this.#bytes = remains.bytes
    this.#since = remains.events[0]?.head.time ?? 0
    for (const { head } of remains.events) this.#open.add(head.id)
    if (remains.intents.length > 0 || remains.damaged > 0) this.#untold = remains.intents
    return remains
  }

  /** What is lost was told, all of it or only this. A file that is deleted next needs no note of it. */
  told(ids?: ReadonlySet<string>): void {
    const untold = this.#untold ?? []
    const told = untold.filter(({ id }) => ids?.has(id) ?? true)
    this.#untold = ids && untold.filter(({ id }) => !ids.has(id))
    if (!this.isSettled) this.#acks.note(...told.map(({ id }) => id))
  }

  /** The payload at a place; undefined when it is damaged. */
  read({ head, offset }: Place): Uint8Array | undefined {
    return withFile(this.#path, (fd) => readPayload(fd, head, offset))
  }

  ack(id: string): void {
    if (this.#open.delete(id)) this.#acks.note(id)
  }

  /** Shows other machines that somebody sees to it. */
  touch(now: number): void {
    utimesSync(this.#path, now / 1000, now / 1000)
  }

  get isSettled(): boolean {
    return this.#open.size === 0 && !this.#untold
  }

  /** Leaves both files to the next client, under a name that ends in `.left`. */
  leave(path: string): void {
    this.#acks.flush()
    renamePair(this.#path, path)
    this.#acks.moved(path)
    this.#path = path
  }

  remove(): void {
    rmSync(this.#path, { force: true })
    this.#acks.remove()
  }
}

/** What a file holds that was not acknowledged; changes nothing. */
export function readRemains(
  path: string,
): Remains & { readonly bytes: number; readonly intents: readonly RecordHead[] } {
  const acked = readAcks(ackPathOf(path))
  return withFile(path, (fd) => {
    const bytes = fstatSync(fd).size
    const { events, intents, gaps } = latest(fd, bytes, acked)
    const missing = [...intents.values()].filter(({ head }) => !events.has(head.id))
    const lastGap = gaps.at(-1)?.offset ?? -1
    // an event whose intent stands before a damaged stretch may have lain in it
    const interrupted = missing.filter(({ offset }) => offset > lastGap).map(({ head }) => head)
    const swallowed = missing.length - interrupted.length
    const unnamed = gaps.filter(({ length }) => length > HEAD_BYTES).length
    return {
      bytes,
      events: [...events.values()],
      intents: missing.map(({ head }) => head),
      interrupted,
      damaged: swallowed > 0 ? swallowed : unnamed,
    }
  })
}

interface Gap {
  readonly offset: number
  readonly length: number
}

/** Of two records with one id the later one counts, unless it is damaged and the earlier one is not. */
function latest(fd: number, size: number, acked: ReadonlySet<string>) {
  const events = new Map<string, Found>()
  const intents = new Map<string, Found>()
  const gaps: Gap[] = []
  for (const found of scanRecords(fd, size, (offset, length) => gaps.push({ offset, length }))) {
    const { head, intact } = found
    if (acked.has(head.id)) continue
    if (head.kind === 'intent') intents.set(head.id, found)
    else if (intact || !events.has(head.id)) events.set(head.id, found)
  }
  return { events, intents, gaps }
}

function withFile<T>(path: string, work: (fd: number) => T): T {
  const fd = openSync(path, 'r')
  try {
    return work(fd)
  } finally {
    closeSync(fd)
  }
}
