/**
 * A segment that another process left behind.
 *
 * Its files are opened for each use and closed again: a program that kept crashing leaves hundreds, and
 * the descriptors of the program that takes them over are not ours to spend.
 */

import { appendFileSync, closeSync, fstatSync, openSync, rmSync, utimesSync } from 'node:fs'

import type { RecordHead } from './record.ts'
import { readPayload, scanRecords, type Found } from './record-scan.ts'
import type { Place } from './segment.ts'
import { ackPathOf, PRIVATE, readAcks, renamePair } from './spool-files.ts'

/** What such a segment holds that was not acknowledged. */
export interface Remains {
  readonly events: readonly Place[]
  /** Captured, but never finished: their process ended in the same turn. */
  readonly interrupted: readonly RecordHead[]
}

/** One file taken over. Methods throw what the file system throws. */
export class Leftover {
  #path: string
  readonly #open = new Set<string>()

  /** `path` ends in `.seg`. */
  constructor(path: string) {
    this.#path = path
  }

  /** All that was not acknowledged. What was interrupted is told only here: it is acknowledged at once. */
  load(): Remains {
    const acked = readAcks(ackPathOf(this.#path))
    const { events, intents } = this.#withFile((fd) => latest(fd, acked))
    for (const id of events.keys()) this.#open.add(id)
    const interrupted = [...intents.values()].filter(({ id }) => !events.has(id))
    if (events.size > 0) for (const { id } of interrupted) this.ack(id)
    return { events: [...events.values()], interrupted }
  }

  /** The payload at a place; undefined when it is damaged. */
  read({ head, offset }: Place): Uint8Array | undefined {
    return this.#withFile((fd) => readPayload(fd, head, offset))
  }

  ack(id: string): void {
    appendFileSync(ackPathOf(this.#path), Buffer.from(id, 'hex'), { mode: PRIVATE })
    this.#open.delete(id)
  }

  /** Shows other machines that somebody sees to it. */
  touch(now: number): void {
    utimesSync(this.#path, now / 1000, now / 1000)
  }

  get isSettled(): boolean {
    return this.#open.size === 0
  }

  rename(path: string): void {
    renamePair(this.#path, path)
    this.#path = path
  }

  remove(): void {
    rmSync(this.#path, { force: true })
    rmSync(ackPathOf(this.#path), { force: true })
  }

  #withFile<T>(work: (fd: number) => T): T {
    const fd = openSync(this.#path, 'r')
    try {
      return work(fd)
    } finally {
      closeSync(fd)
    }
  }
}

/** Of two records with one id the later one counts, unless it is damaged and the earlier one is not. */
function latest(
  fd: number,
  acked: ReadonlySet<string>,
): { events: Map<string, Found>; intents: Map<string, RecordHead> } {
  const events = new Map<string, Found>()
  const intents = new Map<string, RecordHead>()
  for (const found of scanRecords(fd, fstatSync(fd).size)) {
    const { head, intact } = found
    if (acked.has(head.id)) continue
    if (head.kind === 'intent') intents.set(head.id, head)
    else if (intact || !events.has(head.id)) events.set(head.id, found)
  }
  return { events, intents }
}
