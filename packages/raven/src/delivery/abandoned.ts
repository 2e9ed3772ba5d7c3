/**
 * What was left for servers that no program reports to any more.
 *
 * Only a client with the same DSN can send what was left, since a DSN is on no disk. Where none ever comes,
 * data of people would lie there for good.
 */

import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { markOf, ownMark } from './consent.ts'
import { readRemains } from './leftover.ts'
import { filesOf, isLeft, RECORDS, TALLIES, type SpoolFile } from './orphans.ts'
import type { Owner } from './owner.ts'
import { ackPathOf } from './spool-files.ts'
import type { SpoolFolder } from './spool-folder.ts'

/** Far longer than an event is kept, and than a program stays away that runs once a month. */
const ABANDONED_MS = 60 * 24 * 60 * 60 * 1000
/** Folders in one look, which is work that nothing interrupts. */
const MAX_FOLDERS = 8

/**
 * Deletes it from the folders beside that of a client's own DSN, and answers how many events that were.
 *
 * A folder that was used since, or that living processes use, stays as it is; so does one that is not ours,
 * and what waits for the consent of people, who may think for as long as they like.
 */
export function deleteAbandoned(
  { base, dsn }: SpoolFolder,
  whoIsThis: () => Owner,
  now: number,
): number {
  let events = 0
  let folders = 0
  for (const name of readdirSync(base)) {
    const folder = { base, dsn: join(base, name) }
    if (!/^[0-9a-f]{64}$/.test(name) || folder.dsn === dsn) continue
    const files = abandonedIn(folder, whoIsThis, now)
    if (files.length === 0) continue
    for (const file of files) events += attempt(() => deleteFile(file)) ?? 0
    attempt(() => rmdirSync(folder.dsn)) // which fails while something is in it
    if (++folders === MAX_FOLDERS) break
  }
  return events
}

/** All files of a folder, or none. */
function abandonedIn(
  folder: SpoolFolder,
  whoIsThis: () => Owner,
  now: number,
): readonly SpoolFile[] {
  const kinds = [RECORDS, TALLIES].map((endings) => ({ endings, files: filesOf(folder, endings) }))
  const isAbandoned = kinds.every(({ endings, files }) =>
    files.every(
      (file) =>
        now - file.changedAt > ABANDONED_MS &&
        markOf(file.path) !== ownMark(true) &&
        isLeft(file, whoIsThis(), now, endings),
    ),
  )
  return isAbandoned ? kinds.flatMap(({ files }) => files) : []
}

/** Throws when somebody else was faster. What was counted in a flood is one event here. */
function deleteFile({ path }: SpoolFile): number {
  const isOfRecords = /\.(?:seg|left)$/.test(path)
  const events = isOfRecords ? readRemains(path).events.length : 1
  rmSync(path)
  if (isOfRecords) rmSync(ackPathOf(path), { force: true })
  return events
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined // taken over or deleted by another process just now, or not to be deleted by us
  }
}
