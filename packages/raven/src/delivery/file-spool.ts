/**
 * The spool on disk: one segment for this process, and those taken over from dead ones.
 *
 * Nothing is made before the first event. Whatever the disk refuses, the program goes on and events
 * stay in memory; that is said once.
 */

import { readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

import type { Cancel } from '../runtime/runtime.ts'
import { formatOwner, isAlive, parseOwner, thisOwner, type Owner } from './owner.ts'
import { ackPathOf, Segment, type Place } from './segment.ts'
import { checkPrivate, openFolder, type SpoolFolder } from './spool-folder.ts'
import type { Adoption, Spool, SpooledEvent } from './spool.ts'

/** What a file spool needs. */
export interface FileSpoolOptions {
  /** Asked once, when the folder is first needed. */
  readonly folder: () => SpoolFolder
  readonly now: () => number
  readonly randomId: () => string
  readonly later: (ms: number, task: () => void) => Cancel
  /** Called once, with a line for people, when events can only be kept in memory. */
  readonly onUnusable: (why: string) => void
}

/** A segment larger than this takes no more events. */
const MAX_SEGMENT = 64 * 1024 * 1024
/** Half a minute less than a silent owner is given. */
const HEARTBEAT_MS = 20_000

/** The spool of one client. */
export class FileSpool implements Spool {
  readonly #options: FileSpoolOptions
  readonly #adopted = new Set<Segment>()
  #segment: Segment | undefined
  #usable = true
  #stopHeartbeat: Cancel = () => {}
  #owner: Owner | undefined
  #found: SpoolFolder | undefined

  constructor(options: FileSpoolOptions) {
    this.#options = options
  }

  intent(id: string, time: number): void {
    this.#guard(() => this.#own()?.appendIntent(id, time))
  }

  discard(id: string): void {
    this.#guard(() => this.#segment?.ack(id))
  }

  append(id: string, time: number, payload: Uint8Array): SpooledEvent | undefined {
    return this.#guard(() => {
      const segment = this.#own()
      if (!segment || segment.bytes + payload.byteLength > MAX_SEGMENT) return undefined
      return this.#spooled(segment.append(id, time, payload))
    })
  }

  adopt(): Adoption {
    const found: Adoption[] = []
    for (const name of this.#orphans()) {
      const adoption = this.#adoptOne(name)
      if (adoption) found.push(adoption)
    }
    return {
      events: found.flatMap(({ events }) => events),
      interrupted: found.flatMap(({ interrupted }) => interrupted),
    }
  }

  tidy(): void {
    if (!this.#segment?.isSettled) return
    this.#stopHeartbeat()
    this.#release(this.#segment)
    this.#segment = undefined
  }

  close(): void {
    this.#stopHeartbeat()
    for (const segment of this.#adopted) this.#release(segment)
    this.#adopted.clear()
    if (this.#segment) this.#release(this.#segment)
    this.#segment = undefined
    this.#usable = false
  }

  /** This process's segment, made with the first event. */
  #own(): Segment | undefined {
    if (!this.#usable) return undefined
    if (!this.#segment) {
      openFolder(this.#folder)
      this.#segment = Segment.create(this.#newPath('seg'))
      this.#beat()
    }
    return this.#segment
  }

  get #folder(): SpoolFolder {
    this.#found ??= this.#options.folder()
    return this.#found
  }

  #beat(): void {
    this.#stopHeartbeat = this.#options.later(HEARTBEAT_MS, () => {
      this.#guard(() => this.#segment?.touch(this.#options.now()))
      this.#beat()
    })
  }

  #newPath(kind: 'seg' | 'left'): string {
    this.#owner ??= thisOwner()
    return join(
      this.#folder.dsn,
      `${formatOwner(this.#owner)}.${this.#options.randomId().slice(0, 12)}.${kind}`,
    )
  }

  /** Files whose process is gone, oldest first. */
  #orphans(): string[] {
    const { dsn } = this.#folder
    try {
      checkPrivate(dsn)
      return readdirSync(dsn)
        .filter((name) => this.#isOrphan(name))
        .toSorted((a, b) => this.#changedAt(a) - this.#changedAt(b))
    } catch {
      return [] // no folder yet, or one that is not ours: nothing to take over
    }
  }

  #isOrphan(name: string): boolean {
    if (name.endsWith('.left')) return true
    const owner = name.endsWith('.seg') ? parseOwner(name) : undefined
    if (!owner) return false
    this.#owner ??= thisOwner()
    return !isAlive(owner, this.#owner, this.#options.now() - this.#changedAt(name))
  }

  #changedAt(name: string): number {
    try {
      return statSync(join(this.#folder.dsn, name)).mtimeMs
    } catch {
      return this.#options.now() // somebody else took it just now
    }
  }

  /** The rename has one winner; whoever loses finds nothing. */
  #adoptOne(name: string): Adoption | undefined {
    const from = join(this.#folder.dsn, name)
    const to = this.#newPath('seg')
    try {
      renameSync(from, to)
      moveAcks(ackPathOf(from), ackPathOf(to))
      const segment = Segment.open(to)
      const { events, interrupted } = segment.leftovers()
      if (events.length === 0) segment.remove()
      else this.#adopted.add(segment)
      return {
        events: events.map((place) => this.#spooled(place)),
        interrupted: interrupted.map(({ id }) => id),
      }
    } catch {
      return undefined // taken by another process, or unreadable: it stays for the next one
    }
  }

  #spooled(place: Place): SpooledEvent {
    const { segment, head } = place
    return {
      id: head.id,
      time: head.time,
      read: () => this.#guard(() => segment.read(place)),
      ack: () => this.#guard(() => this.#ack(segment, head.id)),
    }
  }

  #ack(segment: Segment, id: string): void {
    segment.ack(id)
    if (!segment.isSettled || !this.#adopted.delete(segment)) return
    segment.remove()
  }

  #release(segment: Segment): void {
    this.#guard(() => {
      if (segment.isSettled) segment.remove()
      else {
        segment.rename(this.#newPath('left'))
        segment.close()
      }
    })
  }

  /** From the first refusal on nothing more is written; reading what is there goes on. */
  #guard<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      if (this.#usable)
        this.#options.onUnusable(error instanceof Error ? error.message : String(error))
      this.#usable = false
      return undefined
    }
  }
}

function moveAcks(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // none were written: everything is sent again, and the server keeps one of each id
  }
}
