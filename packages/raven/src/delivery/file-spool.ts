/**
 * The spool on disk: one segment this process writes, and files that are full or were taken over.
 *
 * Nothing is made before the first event. Whatever the disk refuses, the program goes on and events
 * stay in memory; that is said once, and the disk is tried again later.
 */

import { join } from 'node:path'

import type { Cancel } from '../runtime/runtime.ts'
import { lazily } from '../values/lazily.ts'
import { deleteAbandoned } from './abandoned.ts'
import { ageSince, markOf, markTakenOver, ownMark } from './consent.ts'
import { Leftover } from './leftover.ts'
import { findOrphans } from './orphans.ts'
import { formatOwner, thisOwner } from './owner.ts'
import { HEAD_BYTES, MAX_PAYLOAD } from './record.ts'
import type { Place } from './record-scan.ts'
import { Segment } from './segment.ts'
import { folderBytes, openFolder, type SpoolFolder } from './spool-folder.ts'
import { takePair } from './spool-files.ts'
import type { Adoption, Spool, SpooledEvent, SpoolUse } from './spool.ts'

/** What a file spool needs. */
export interface FileSpoolOptions extends SpoolUse {
  /** Asked once, when the folder is first needed. */
  readonly folder: () => SpoolFolder
  readonly now: () => number
  readonly randomId: () => string
  readonly later: (ms: number, task: () => void) => Cancel
  /** All files of the folder together; default 64 MB. */
  readonly maxBytes?: number
  /** One file, which is what goes when room is needed; default 4 MB. */
  readonly segmentBytes?: number
}

const MAX_BYTES = 64 * 1024 * 1024
const SEGMENT_BYTES = 4 * 1024 * 1024
/** A third of the silence after which a foreign owner counts as gone. */
const HEARTBEAT_MS = 20_000
/** Whoever was silent for longer may have been taken for dead. */
const SUSPICIOUS_MS = 30_000
/** Until a disk that refused is tried again. */
const RETRY_MS = 10_000
/** Files and bytes taken over in one look, which is work that nothing interrupts. */
const MAX_TAKEN = 256
const MAX_TAKEN_BYTES = 8 * 1024 * 1024

/** The spool of one client. */
export class FileSpool implements Spool {
  readonly #options: FileSpoolOptions
  /** Where each open event lies. */
  readonly #homes = new Map<string, Segment | Leftover>()
  /** Files that are only read, oldest first. */
  readonly #held = new Set<Leftover>()
  #segment: Segment | undefined
  #refusedAt: number | undefined
  #isSaid = false
  #closed = false
  #seenAt = 0
  #hasCleared = false
  /** Taken over to make room, before anybody looked. */
  #early = merged([])
  #stopHeartbeat: Cancel | undefined
  readonly #self = lazily(thisOwner)
  #found: SpoolFolder | undefined

  constructor(options: FileSpoolOptions) {
    this.#options = options
  }

  intent(id: string, time: number): void {
    this.#write((segment) => {
      segment.appendIntent(id, time)
      this.#homes.set(id, segment)
    }, HEAD_BYTES)
  }

  discard(id: string): void {
    const home = this.#homes.get(id)
    if (home) this.#settle(home, id)
  }

  append(id: string, time: number, payload: Uint8Array): SpooledEvent | undefined {
    if (payload.byteLength > MAX_PAYLOAD) return undefined
    return this.#write((segment) => {
      const place = segment.append(id, time, payload)
      const before = this.#homes.get(id)
      if (before && before !== segment) this.#settle(before, id)
      this.#homes.set(id, segment)
      return this.#event(segment, place)
    }, HEAD_BYTES + payload.byteLength)
  }

  adopt(): Adoption {
    if (this.#closed) return merged([])
    const found = merged([this.#early, attempt(() => this.#adoptSome()) ?? merged([])])
    this.#early = merged([])
    this.#clearOthers()
    return found
  }

  tidy(): void {
    if (!this.#segment?.isSettled) return
    this.#releaseOwn(this.#segment)
    this.#restIfIdle()
  }

  close(): void {
    this.#closed = true
    for (const file of this.#held) this.#release(file)
    this.#held.clear()
    if (this.#segment) this.#releaseOwn(this.#segment)
    this.#homes.clear()
    this.#restIfIdle()
  }

  /** Once, what nobody came back for in the folders of other DSNs. */
  #clearOthers(): void {
    if (this.#hasCleared || this.#onlyKeeps) return
    this.#hasCleared = true
    const count = attempt(() => deleteAbandoned(this.#folder, this.#self, this.#options.now())) ?? 0
    if (count > 0) this.#options.onAbandoned?.(count)
  }

  /**
   * Writes to this process's segment. When it was silent for so long that others may have taken its
   * file, and they did, the same is written to a new one.
   */
  #write<T>(work: (segment: Segment) => T, bytes: number): T | undefined {
    try {
      const segment = this.#own(bytes)
      if (!segment) return undefined
      const now = this.#options.now()
      const done = work(segment)
      const isLost = now - this.#seenAt > SUSPICIOUS_MS && !segment.isHere
      this.#seenAt = now
      if (!isLost) return done
      this.#letGo(segment)
      return this.#write(work, bytes)
    } catch (error) {
      this.#refused(error)
      return undefined
    }
  }

  /** From a refusal on nothing is written for a while; reading what is there goes on. */
  #refused(error: unknown): void {
    this.#refusedAt = this.#options.now()
    const segment = this.#segment
    this.#segment = undefined
    if (segment) attempt(() => (segment.isHere ? this.#seal(segment) : segment.taken()))
    if (this.#isSaid) return
    this.#isSaid = true
    this.#options.onUnusable(error instanceof Error ? error.message : String(error))
  }

  /** This process's segment with room for so many bytes; undefined while there is none to be had. */
  #own(bytes: number): Segment | undefined {
    const { now, segmentBytes = SEGMENT_BYTES } = this.#options
    if (this.#closed) return undefined
    if (this.#refusedAt !== undefined && now() - this.#refusedAt < RETRY_MS) return undefined
    const full = this.#segment
    if (full && (full.bytes === 0 || full.bytes + bytes <= segmentBytes)) return full
    openFolder(this.#folder)
    this.#makeRoom(segmentBytes)
    const segment = new Segment(this.#newPath('seg', ownMark(this.#onlyKeeps)))
    this.#segment = segment
    this.#refusedAt = undefined
    this.#seenAt = now()
    this.#beat()
    if (full) this.#turnOver(full, segment)
    return segment
  }

  /** Captures that are not finished go along to the new segment. */
  #turnOver(full: Segment, segment: Segment): void {
    for (const [id, time] of full.intents) {
      segment.appendIntent(id, time)
      this.#homes.set(id, segment)
      full.ack(id)
    }
    this.#seal(full)
  }

  #seal(segment: Segment): void {
    if (segment.isSettled) return segment.remove()
    const file = segment.seal()
    for (const id of file.open) this.#homes.set(id, file)
    this.#held.add(file)
  }

  /** Another process has the file now. What is in it can still be read here, and is sent by both. */
  #letGo(segment: Segment): void {
    segment.taken()
    if (this.#segment === segment) this.#segment = undefined
  }

  /** Lets the oldest files of this process, and of dead ones, go until the folder has room. */
  #makeRoom(wanted: number): void {
    const { maxBytes = MAX_BYTES, onEvicted } = this.#options
    let over = folderBytes(this.#folder) + wanted - maxBytes
    if (over <= 0) return
    this.#early = merged([this.#early, this.#adoptSome()])
    const untold = new Set(this.#early.events.map(({ id }) => id))
    for (const file of [...this.#held].toSorted((a, b) => a.since - b.since)) {
      if (over <= 0) break
      over -= file.bytes
      const ids = [...file.open]
      this.#forget(file, ids)
      onEvicted({ ids: ids.filter((id) => !untold.has(id)), isKnown: true })
      onEvicted({ ids: ids.filter((id) => untold.has(id)), isKnown: false })
    }
    const isKept = ({ id }: SpooledEvent) => this.#homes.has(id)
    this.#early = { ...this.#early, events: this.#early.events.filter(isKept) }
    if (over > 0) throw new Error(`${this.#folder.dsn} is full`)
  }

  #forget(file: Leftover, ids: readonly string[]): void {
    for (const id of ids) this.#homes.delete(id)
    this.#held.delete(file)
    attempt(() => file.remove())
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
      const segment = this.#segment
      if (segment?.isHere === false) this.#letGo(segment)
      else if (attempt(() => segment?.touch(now) ?? true)) this.#seenAt = now
      for (const file of this.#held) attempt(() => file.touch(now))
      this.#beat()
    })
  }

  #restIfIdle(): void {
    if (this.#segment || this.#held.size > 0) return
    this.#stopHeartbeat?.()
    this.#stopHeartbeat = undefined
  }

  #newPath(kind: 'seg' | 'left', mark: string): string {
    const random = this.#options.randomId().slice(0, 12)
    return join(this.#folder.dsn, `${formatOwner(this.#self())}.${random}${mark}.${kind}`)
  }

  get #onlyKeeps(): boolean {
    return this.#options.onlyKeeps === true
  }

  #adoptSome(): Adoption {
    const own = new Set([...this.#held, this.#segment].map((file) => file?.path))
    const { files, againMs } = findOrphans(this.#folder, this.#self, this.#options.now(), { own })
    const found: Adoption[] = []
    let bytes = 0
    for (const file of files) {
      if (found.length >= MAX_TAKEN || bytes >= MAX_TAKEN_BYTES)
        return merged([...found, { ...merged([]), againMs: 0 }])
      const taken = this.#adoptOne(file.path)
      if (taken) found.push(taken)
      bytes += file.bytes
    }
    return merged([...found, { ...merged([]), ...(againMs === undefined ? {} : { againMs }) }])
  }

  /** Undefined when another process was faster, or the file cannot be read: it stays for the next one. */
  #adoptOne(from: string): Adoption | undefined {
    return attempt(() => {
      const path = this.#newPath('seg', markTakenOver(from, this.#onlyKeeps, this.#options.now()))
      takePair(from, path)
      const file = new Leftover(path)
      const { events, interrupted, damaged } = file.load()
      if (file.isSettled) file.remove()
      else this.#keep(file)
      return {
        events: events.map((place) => this.#adoptedEvent(file, place)),
        interrupted: interrupted.map(({ id }) => id),
        damaged,
        told: (ids) => this.#told(file, ids),
      }
    })
  }

  #told(file: Leftover, ids: ReadonlySet<string> | undefined): void {
    if (!this.#held.has(file)) return
    attempt(() => file.told(ids))
    this.#removeSettled(file)
  }

  #keep(file: Leftover): void {
    this.#held.add(file)
    attempt(() => file.touch(this.#options.now()))
    this.#beat()
  }

  #adoptedEvent(file: Leftover, place: Place): SpooledEvent {
    this.#homes.set(place.head.id, file)
    return this.#event(file, place)
  }

  /** A file that was full meanwhile is read under its new guise. */
  #event(first: Segment | Leftover, place: Place): SpooledEvent {
    const { id } = place.head
    const time = ageSince(first.path, place.head.time)
    return {
      id,
      time,
      read: () => {
        const home = this.#homes.get(id)
        return home && attempt(() => (home instanceof Segment ? first : home).read(place))
      },
      ack: () => this.discard(id),
    }
  }

  #settle(home: Segment | Leftover, id: string): void {
    this.#homes.delete(id)
    if (!attempt(() => (home.ack(id), true)) && home === this.#segment && !home.isHere)
      this.#letGo(home)
    if (home !== this.#segment) this.#removeSettled(home)
  }

  #removeSettled(file: Segment | Leftover): void {
    if (!file.isSettled) return
    if (file instanceof Leftover) this.#held.delete(file)
    attempt(() => file.remove())
    this.#restIfIdle()
  }

  #releaseOwn(segment: Segment): void {
    this.#segment = undefined
    this.#release(segment)
  }

  #release(file: Segment | Leftover): void {
    attempt(() =>
      file.isSettled ? file.remove() : file.leave(this.#newPath('left', markOf(file.path))),
    )
  }
}

/** What several looks found together; of two events with one id the later one counts. */
function merged(parts: readonly Adoption[]): Adoption {
  const events = new Map(parts.flatMap((part) => part.events).map((event) => [event.id, event]))
  const interrupted = new Set(parts.flatMap((part) => part.interrupted))
  const againMs = parts.flatMap((part) => part.againMs ?? [])
  return {
    events: [...events.values()],
    interrupted: [...interrupted].filter((id) => !events.has(id)),
    damaged: parts.reduce((sum, { damaged }) => sum + damaged, 0),
    told: (ids) => {
      for (const part of parts) part.told(ids)
    },
    ...(againMs.length === 0 ? {} : { againMs: Math.min(...againMs) }),
  }
}

/** For what spoils nothing else when it fails: files of others, and notes that are made up for later. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined // the file was taken over or removed, or will be dealt with by the next client
  }
}
