/** The files of a spool folder whose process is gone. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { isAlive, parseOwner, SILENT_MS, type Owner } from './owner.ts'
import { checkFolder, type SpoolFolder } from './spool-folder.ts'

/** What a look into the folder found. */
export interface Orphans {
  /** Names of files to take over, oldest first. */
  readonly names: readonly string[]
  /** Set when a file's owner cannot be seen from here and was silent, but not for long enough. */
  readonly againMs?: number
}

interface File {
  readonly name: string
  readonly changedAt: number
}

/** How the names of one kind of files end: while their process lives, and after it let go of them. */
export interface Endings {
  readonly live: string
  readonly left: string
}

/** Looks for files to take over; finds none where there is no folder, or one that is not ours. */
export function findOrphans(
  folder: SpoolFolder,
  self: Owner,
  now: number,
  endings: Endings = { live: '.seg', left: '.left' },
): Orphans {
  const files = filesOf(folder, endings)
  const isLeft = ({ name, changedAt }: File) => {
    if (name.endsWith(endings.left)) return true
    const owner = parseOwner(name)
    return owner !== undefined && !isAlive(owner, self, now - changedAt)
  }
  const names = files
    .filter(isLeft)
    .toSorted((a, b) => a.changedAt - b.changedAt)
    .map(({ name }) => name)
  const isFresh = ({ name }: File) => !names.includes(name) && isForeign(name, self)
  return files.some(isFresh) ? { names, againMs: SILENT_MS } : { names }
}

function filesOf(folder: SpoolFolder, { live, left }: Endings): readonly File[] {
  try {
    checkFolder(folder)
    return readdirSync(folder.dsn)
      .filter((name) => name.endsWith(live) || name.endsWith(left))
      .flatMap((name) => fileOf(folder, name) ?? [])
  } catch {
    return [] // no folder yet, or one that is not ours: nothing to take over
  }
}

function fileOf({ dsn }: SpoolFolder, name: string): File | undefined {
  try {
    return { name, changedAt: statSync(join(dsn, name)).mtimeMs }
  } catch {
    return undefined // somebody else took it just now
  }
}

function isForeign(name: string, self: Owner): boolean {
  const owner = parseOwner(name)
  return owner !== undefined && (owner.boot !== self.boot || owner.namespace !== self.namespace)
}
