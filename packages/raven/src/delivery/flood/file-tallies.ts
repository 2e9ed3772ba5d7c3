/**
 * Counts on disk, beside the spool: one file for this process, and those taken over from dead ones.
 *
 * Whatever the disk refuses, counting goes on in memory; that is said once.
 */

import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import type { Cancel } from '../../runtime/runtime.ts'
import { lazily } from '../../values/lazily.ts'
import { ageSince, markOf, markTakenOver, ownMark } from '../consent.ts'
import type { FileSpoolOptions } from '../file-spool.ts'
import { findOrphans, TALLIES } from '../orphans.ts'
import { formatOwner, thisOwner } from '../owner.ts'
import { folderBytes, openFolder, type SpoolFolder } from '../spool-folder.ts'
import { LeftTallyFile, type FoundSlot } from './left-tally-file.ts'
import type { Numbers, Summary } from './summary.ts'
import type { LeftTallies, LeftTally, Tallies, Tally } from './tallies.ts'
import { TallyFile } from './tally-file.ts'

/** A third of the silence after which a foreign owner counts as gone. */
const HEARTBEAT_MS = 20_000

/** Where all files of a DSN together are this large, nothing new is counted on disk. */
const MAX_BYTES = 64 * 1024 * 1024

/** What they need; it is what a spool needs. */
export type FileTalliesOptions = Omit<FileSpoolOptions, 'onEvicted'>

/** The tallies of one client. */
export class FileTallies implements Tallies {
  readonly #options: FileTalliesOptions
  readonly #adopted = new Set<LeftTallyFile>()
  #file: TallyFile | undefined
  #usable = true
  #closed = false
  #stopHeartbeat: Cancel | undefined
  readonly #self = lazily(thisOwner)
  #found: SpoolFolder | undefined

  constructor(options: FileTalliesOptions) {
    this.#options = options
  }

  open(summary: Summary, numbers: Numbers): Tally | undefined {
    const tally = this.#guard(() => this.#own()?.open(summary, numbers))
    return (
      tally && {
        count: (now) => this.#guard(() => tally.count(now)),
        free: () => this.#guard(() => tally.free()),
      }
    )
  }

  adopt(): LeftTallies {
    if (this.#closed) return { tallies: [] }
    const { files, againMs } = findOrphans(this.#folder, this.#self, this.#options.now(), {
      endings: TALLIES,
    })
    const tallies = files.flatMap(({ path }) => attempt(() => this.#adoptOne(path)) ?? [])
    return againMs === undefined ? { tallies } : { tallies, againMs }
  }

  tidy(): void {
    if (!this.#file?.isSettled) return
    this.#release(this.#file)
    this.#file = undefined
    this.#restIfIdle()
  }

  close(): void {
    this.#closed = true
    for (const file of this.#adopted)
      attempt(() => renameSync(file.path, this.#newPath(TALLIES.left, markOf(file.path))))
    this.#adopted.clear()
    if (this.#file) this.#release(this.#file)
    this.#file = undefined
    this.#restIfIdle()
  }

  #own(): TallyFile | undefined {
    if (!this.#usable || this.#closed) return undefined
    if (!this.#file) {
      openFolder(this.#folder)
      if (folderBytes(this.#folder) > MAX_BYTES) return undefined
      this.#file = new TallyFile(this.#newPath(TALLIES.live, ownMark(this.#onlyKeeps)))
      this.#beat()
    }
    return this.#file
  }

  #release(file: TallyFile): void {
    attempt(() => {
      if (file.isSettled) return file.remove()
      file.rename(this.#newPath(TALLIES.left, markOf(file.path)))
      file.close()
    })
  }

  /** Throws when another process was faster, or the file cannot be read: it stays for the next one. */
  #adoptOne(from: string): readonly LeftTally[] {
    const mark = markTakenOver(from, this.#onlyKeeps, this.#options.now())
    const path = this.#newPath(TALLIES.live, mark)
    renameSync(from, path)
    const file = new LeftTallyFile(path)
    const slots = file.load()
    if (slots.length === 0) rmSync(path, { force: true })
    else this.#adopted.add(file)
    this.#beat()
    return slots.map((slot) => this.#leftTally(file, slot))
  }

  #leftTally(file: LeftTallyFile, slot: FoundSlot): LeftTally {
    const { id, numbers } = slot.head
    const ack = (): void => {
      if (!this.#adopted.has(file)) return
      attempt(() => file.free(slot))
      if (file.isSettled) this.#adopted.delete(file)
      this.#restIfIdle()
    }
    const read = () => attempt(() => file.read(slot))
    const time = ageSince(file.path, numbers.lastSeen)
    return { event: { id, time, read, ack }, occurrences: numbers.occurrences }
  }

  get #folder(): SpoolFolder {
    this.#found ??= this.#options.folder()
    return this.#found
  }

  get #onlyKeeps(): boolean {
    return this.#options.onlyKeeps === true
  }

  #newPath(ending: string, mark: string): string {
    const random = this.#options.randomId().slice(0, 12)
    return join(this.#folder.dsn, `${formatOwner(this.#self())}.${random}${mark}${ending}`)
  }

  /** Shows those who cannot see this process that it lives. */
  #beat(): void {
    this.#stopHeartbeat ??= this.#options.later(HEARTBEAT_MS, () => {
      this.#stopHeartbeat = undefined
      const now = this.#options.now()
      this.#guard(() => this.#file?.touch(now))
      for (const file of this.#adopted) attempt(() => file.touch(now))
      this.#restIfIdle()
      if (this.#file || this.#adopted.size > 0) this.#beat()
    })
  }

  #restIfIdle(): void {
    if (this.#file || this.#adopted.size > 0) return
    this.#stopHeartbeat?.()
    this.#stopHeartbeat = undefined
  }

  /** From the first refusal on nothing more is written. */
  #guard<T>(work: () => T): T | undefined {
    if (!this.#usable) return undefined
    try {
      return work()
    } catch (error) {
      this.#usable = false
      this.#options.onUnusable(error instanceof Error ? error.message : String(error))
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
