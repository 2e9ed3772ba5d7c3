/** Where spooled events lie, and the refusal to put them where others could read or replace them. */

import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { lazily } from '../values/lazily.ts'

const PRIVATE = 0o700
const OTHERS = 0o077

/** The two folders of one DSN's spool: `base`, and in it `dsn`. */
export interface SpoolFolder {
  readonly base: string
  readonly dsn: string
}

/**
 * `RAVEN_SPOOL_DIR`, else `$XDG_STATE_HOME/raven`, else `raven-<uid>` in the folder for temporary
 * files; below it a folder per DSN, named by a hash, so that no key lies on disk.
 */
export function spoolFolder(dsn: string, env: (name: string) => string | undefined): SpoolFolder {
  const base = spoolBase(env)
  const path = lazily(() => {
    const { createHash } = process.getBuiltinModule('node:crypto')
    return join(base, createHash('sha256').update(dsn).digest('hex'))
  })
  return {
    base,
    get dsn() {
      return path() // a program with no spool yet starts without loading all of Node's cryptography
    },
  }
}

/** The folder of all DSNs' spools. */
export function spoolBase(env: (name: string) => string | undefined): string {
  const state = env('XDG_STATE_HOME')
  const usual = () =>
    state ? join(state, 'raven') : join(tmpdir(), `raven-${process.getuid?.() ?? 'user'}`)
  return env('RAVEN_SPOOL_DIR') || usual()
}

/** Makes the folders where they are missing. Throws an `Error` that says why a folder cannot be used. */
export function openFolder(folder: SpoolFolder): void {
  mkdirSync(folder.base, { recursive: true, mode: PRIVATE })
  checkPrivate(folder.base)
  // not `recursive`, for which a disk that is read-only is a folder that is missing
  if (!existsSync(folder.dsn)) makeInner(folder.dsn)
  checkPrivate(folder.dsn)
}

/** Another process may be faster. */
function makeInner(path: string): void {
  try {
    mkdirSync(path, PRIVATE)
  } catch (error) {
    if (!existsSync(path)) throw error
  }
}

/** Throws unless both folders are there and private; makes nothing. */
export function checkFolder(folder: SpoolFolder): void {
  checkPrivate(folder.base)
  checkPrivate(folder.dsn)
}

/** Throws unless events could be written there, as far as can be known without making a folder. */
export function checkWritable({ base, dsn }: SpoolFolder): void {
  for (const path of [base, dsn]) if (existsSync(path)) checkPrivate(path)
  let there = dsn
  while (!existsSync(there)) there = dirname(there)
  accessSync(there, constants.W_OK)
}

/** Bytes of all files of the DSN. */
export function folderBytes({ dsn }: SpoolFolder): number {
  return readdirSync(dsn).reduce(
    (sum, name) => sum + (statSync(join(dsn, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

/** Throws unless the folder is ours, a folder indeed, and closed to others. */
function checkPrivate(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) throw new Error(`${path} is a symbolic link`)
  if (!stat.isDirectory()) throw new Error(`${path} is not a folder`)
  const uid = process.getuid?.()
  if (uid === undefined) return // no owners and modes on this system
  if (stat.uid !== uid) throw new Error(`${path} belongs to another user`)
  if ((stat.mode & OTHERS) !== 0) throw new Error(`${path} is open to others; chmod 700 it`)
}
