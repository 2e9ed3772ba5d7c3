/**
 * The spool on disk: one segment for this process, and those taken over from dead ones.
 *
 * Nothing is made before the first event. Whatever the disk refuses, the program goes on and events
 * stay in memory; that is said once.
 */

import { join } from 'node:path'

import type { Cancel } from '../runtime/runtime.ts'
import { Leftover } from './leftover.ts'
import { findOrphans } from './orphans.ts'
import { formatOwner, thisOwner, type Owner } from './owner.ts'
import { Segment, type Place } from './segment.ts'
import { openFolder, type SpoolFolder } from './spool-folder.ts'
import { takePair } from './spool-files.ts'
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
/** A third of the silence after which a foreign owner counts as gone. */
const HEARTBEAT_MS = 20_000
/** Files taken over in one look, which is work that nothing interrupts. */
const MAX_TAKEN = 256
const MORE_MS = 1_000

/** The spool of one client. */
export class FileSpool implements Spool {
  readonly #options: FileSpoolOptions
  readonly #adopted = new Set<Leftover>()
  #segment: Segment | undefined
  #usable = true
  #closed = false
  #stopHeartbeat: Cancel | undefined
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
      const place = segment.append(id, time, payload)
      return {
        id,
        time,
        read: () =>
          this.#guard(() => (this.#segment === segment ? segment.read(place) : undefined)),
        ack: () => this.discard(id),
      }
    })
  }

  adopt(): Adoption {
    const nothing = { events: [], interrupted: [] }
    return (!this.#closed && this.#guard(() => this.#adoptAll())) || nothing
  }

  tidy(): void {
    if (!this.#segment?.isSettled) return
    this.#releaseOwn(this.#segment)
    this.#restIfIdle()
  }

  close(): void {
    this.#closed = true
    for (const leftover of this.#adopted) this.#release(leftover)
    this.#adopted.clear()
    if (this.#segment) this.#releaseOwn(this.#segment)
    this.#restIfIdle()
  }

  /** This process's segment, made with the first event. */
  #own(): Segment | undefined {
    if (!this.#usable || this.#closed) return undefined
    if (!this.#segment) {
      openFolder(this.#folder)
      this.#segment = new Segment(this.#newPath('seg'))
      this.#beat()
    }
    return this.#segment
  }

  get #folder(): SpoolFolder {
    this.#found ??= this.#options.folder()
    return this.#found
  }

  /** Shows those who cannot see this process that it lives. */
  #beat(): void {
    this.#stopHeartbeat ??= this.#options.later(HEARTBEAT_MS, () => {
      this.#stopHeartbeat = undefined
      const now = this.#options.now()
      this.#guard(() => this.#segment?.touch(now))
      for (const leftover of this.#adopted) attempt(() => leftover.touch(now))
      this.#beat()
    })
  }

  #restIfIdle(): void {
    if (this.#segment || this.#adopted.size > 0) return
    this.#stopHeartbeat?.()
    this.#stopHeartbeat = undefined
  }

  #newPath(kind: 'seg' | 'left'): string {
    this.#owner ??= thisOwner()
    return join(
      this.#folder.dsn,
      `${formatOwner(this.#owner)}.${this.#options.randomId().slice(0, 12)}.${kind}`,
    )
  }

  #adoptAll(): Adoption {
    this.#owner ??= thisOwner()
    const { names, againMs } = findOrphans(this.#folder, this.#owner, this.#options.now())
    const found = names.slice(0, MAX_TAKEN).flatMap((name) => this.#adoptOne(name) ?? [])
    const again = names.length > MAX_TAKEN ? MORE_MS : againMs
    return {
      events: found.flatMap(({ events }) => events),
      interrupted: found.flatMap(({ interrupted }) => interrupted),
      ...(again === undefined ? {} : { againMs: again }),
    }
  }

  /** Undefined when another process was faster, or the file cannot be read: it stays for the next one. */
  #adoptOne(name: string): Adoption | undefined {
    return attempt(() => {
      const path = this.#newPath('seg')
      takePair(join(this.#folder.dsn, name), path)
      const leftover = new Leftover(path)
      const { events, interrupted } = leftover.load()
      if (events.length === 0) leftover.remove()
      else this.#keep(leftover)
      return {
        events: events.map((place) => this.#adoptedEvent(leftover, place)),
        interrupted: interrupted.map(({ id }) => id),
      }
    })
  }

  #keep(leftover: Leftover): void {
    leftover.touch(this.#options.now())
    this.#adopted.add(leftover)
    this.#beat()
  }

  #adoptedEvent(leftover: Leftover, place: Place): SpooledEvent {
    const { id, time } = place.head
    return {
      id,
      time,
      read: () => attempt(() => leftover.read(place)),
      ack: () => attempt(() => this.#ackAdopted(leftover, id)),
    }
  }

  #ackAdopted(leftover: Leftover, id: string): void {
    if (!this.#adopted.has(leftover)) return
    leftover.ack(id)
    if (!leftover.isSettled) return
    this.#adopted.delete(leftover)
    leftover.remove()
    this.#restIfIdle()
  }

  #releaseOwn(segment: Segment): void {
    this.#segment = undefined
    this.#release(segment)
  }

  #release(file: Segment | Leftover): void {
    attempt(() => {
      if (file.isSettled) return file.remove()
      file.rename(this.#newPath('left'))
      if (file instanceof Segment) file.close()
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

/** For files of others, whose trouble says nothing about our own. What fails is left to the next client. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined // the file was taken over or removed by another process
  }
}
