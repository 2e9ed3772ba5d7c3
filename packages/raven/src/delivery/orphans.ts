/** The files of a spool folder whose process is gone. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { isAlive, isSame, parseOwner, SILENT_MS, type Owner } from './owner.ts'
import { checkFolder, type SpoolFolder } from './spool-folder.ts'

/** A file of records. */
export interface SpoolFile {
  readonly name: string
  readonly path: string
  readonly changedAt: number
  readonly bytes: number
}

/** What a look into the folder found. */
export interface Orphans {
  /** Files to take over, oldest first. */
  readonly files: readonly SpoolFile[]
  /** Set when a file's owner cannot be seen from here and was silent, but not for long enough. */
  readonly againMs?: number
}

/** How the names of one kind of files end: while their process lives, and after it let go of them. */
export interface Endings {
  readonly live: string
  readonly left: string
}

/** Files of records. */
export const RECORDS: Endings = { live: '.seg', left: '.left' }
/** Files of counts. */
export const TALLIES: Endings = { live: '.tally', left: '.tallied' }

/** What is looked for. */
export interface Search {
  /** Default: files of records. */
  readonly endings?: Endings
  /** Paths that are in use here. Without them no file of this process is taken over. */
  readonly own?: ReadonlySet<string | undefined>
}

/**
 * Looks for files to take over; finds none where there is no folder, or one that is not ours. Who this
 * process is, which costs more than the look itself, is asked for only where there are files.
 */
export function findOrphans(
  folder: SpoolFolder,
  whoIsThis: () => Owner,
  now: number,
  { endings = RECORDS, own }: Search = {},
): Orphans {
  const all = filesOf(folder, endings)
  if (all.length === 0) return { files: [] }
  const self = whoIsThis()
  const isOther = ({ name, path }: SpoolFile) =>
    own ? !own.has(path) : name.endsWith(endings.left) || !isOfProcess(name, self)
  const others = all.filter(isOther)
  const files = others.filter((file) => isLeft(file, self, now, endings))
  const mayComeLater = others.some((file) => !files.includes(file) && isUnseen(file.name, self))
  return mayComeLater ? { files, againMs: SILENT_MS } : { files }
}

/** All files of one kind, oldest first; none where there is no folder, or one that is not ours. */
export function filesOf(
  folder: SpoolFolder,
  { live, left }: Endings = RECORDS,
): readonly SpoolFile[] {
  try {
    checkFolder(folder)
    return readdirSync(folder.dsn)
      .filter((name) => name.endsWith(live) || name.endsWith(left))
      .flatMap((name) => fileOf(folder, name) ?? [])
      .toSorted((a, b) => a.changedAt - b.changedAt)
  } catch {
    return [] // no folder yet, or one that is not ours: nothing to take over
  }
}

/** Whether nobody writes the file any more. */
export function isLeft(
  { name, changedAt }: SpoolFile,
  self: Owner,
  now: number,
  { left }: Endings = RECORDS,
): boolean {
  if (name.endsWith(left)) return true
  const owner = parseOwner(name)
  return owner !== undefined && !isAlive(owner, self, now - changedAt)
}

function fileOf({ dsn }: SpoolFolder, name: string): SpoolFile | undefined {
  try {
    const path = join(dsn, name)
    const { mtimeMs, size } = statSync(path)
    return { name, path, changedAt: mtimeMs, bytes: size }
  } catch {
    return undefined // somebody else took it just now
  }
}

/** In use by this process, as far as its name tells. */
function isOfProcess(name: string, self: Owner): boolean {
  const owner = parseOwner(name)
  const isLive = owner !== undefined && isSame(owner, self)
  return isLive && owner.boot === self.boot && owner.namespace === self.namespace
}

/** Of another machine, or of another thread of this process: only its silence tells that it is gone. */
function isUnseen(name: string, self: Owner): boolean {
  const owner = parseOwner(name)
  if (owner === undefined) return false
  return owner.boot !== self.boot || owner.namespace !== self.namespace || isSame(owner, self)
}
