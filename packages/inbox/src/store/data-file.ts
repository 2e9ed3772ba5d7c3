/**
 * The data file on disk: private, ours, and never overwritten when it is not.
 *
 * What a file is can be read from its first 100 bytes (sqlite.org/fileformat.html) before any
 * library touches it.
 */

import { chmod, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StoreError } from './errors.ts'

/** `Ravn`: SQLite's `application_id` of our files. */
export const APPLICATION_ID = 0x5261766e

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
const APPLICATION_ID_OFFSET = 68

/**
 * Makes the file (0600) and its missing folders (0700), or makes sure that it may be ours.
 *
 * Folders that exist keep their mode: they may hold more than our file. Throws `foreign_file` or
 * `cannot_open`.
 */
export async function prepareDataFile(file: string): Promise<void> {
  const header = await openPrivately(file)
  if (header.length === 0) return
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw foreignFile(file)
  const id = header.length < HEADER_BYTES ? 0 : header.readUInt32BE(APPLICATION_ID_OFFSET)
  // 0 is a file without a mark; one that a crash left at birth has no tables either.
  if (id !== APPLICATION_ID && id !== 0) throw foreignFile(file)
  if (id === APPLICATION_ID) await chmod(file, 0o600)
}

/** What we say about somebody else's file. */
export function foreignFile(file: string): StoreError {
  return new StoreError(
    'foreign_file',
    `${file} is not a raven-inbox file. It was left as it is; choose another one with --file.`,
  )
}

async function openPrivately(file: string): Promise<Buffer> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const handle = await open(file, 'a+', 0o600)
    try {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(HEADER_BYTES),
        0,
        HEADER_BYTES,
        0,
      )
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('cannot_open', `Cannot open ${file}: ${reason}.`, { cause })
  }
}
