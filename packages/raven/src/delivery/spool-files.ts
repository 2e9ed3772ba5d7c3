/** The two files of a segment: records, and the acknowledged ids beside them. */

import { readFileSync, renameSync } from 'node:fs'

/** Mode of every file in the spool. */
export const PRIVATE = 0o600
const ID_BYTES = 16

/** The file of acknowledgements that belongs to a segment. */
export function ackPathOf(segmentPath: string): string {
  return segmentPath.replace(/\.(?:seg|left)$/, '.ack')
}

/**
 * Moves a segment and its acknowledgements. The acknowledgements go first: whoever finds the segment
 * under its new name finds them beside it.
 */
export function renamePair(from: string, to: string): void {
  renameIfThere(ackPathOf(from), ackPathOf(to))
  renameSync(from, to)
}

/**
 * Takes a segment away from whoever owned it; throws for all but one of those who try.
 *
 * Here the segment goes first, because its rename is what decides. A death between the two costs the
 * acknowledgements: everything is sent again, and the server keeps one of each id.
 */
export function takePair(from: string, to: string): void {
  renameSync(from, to)
  renameIfThere(ackPathOf(from), ackPathOf(to))
}

/** The ids in a file of acknowledgements; none when there is no file. */
export function readAcks(path: string): ReadonlySet<string> {
  const acked = new Set<string>()
  const bytes = readIfThere(path)
  for (let at = 0; at + ID_BYTES <= bytes.byteLength; at += ID_BYTES)
    acked.add(bytes.toString('hex', at, at + ID_BYTES))
  return acked
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if (isAbsent(error)) return Buffer.alloc(0)
    throw error
  }
}

function renameIfThere(from: string, to: string): void {
  if (from === to) return
  try {
    renameSync(from, to)
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
