/** Finds the records of a spool file, however damaged it is. */

import { readSync } from 'node:fs'

import { decodeHead, HEAD_BYTES, isIntact, type RecordHead } from './record.ts'

/** Where a record lies in its file. */
export interface Place {
  readonly head: RecordHead
  readonly offset: number
}

/** A record that was found. */
export interface Found extends Place {
  /** Whether the payload is the one it was written with. */
  readonly intact: boolean
}

const RESYNC_CHUNK = 64 * 1024

/**
 * Every record of an open file of `size` bytes, in the order they were written.
 *
 * After damage the search goes on right behind the last head that was whole, never behind a length
 * that may have swallowed the next record. So damage in one place costs one record. Stretches that
 * belong to no record that can be named are told to `onGap`.
 */
export function* scanRecords(
  fd: number,
  size: number,
  onGap: (offset: number, length: number) => void = () => {},
): Iterable<Found> {
  let offset = 0
  while (offset + HEAD_BYTES <= size) {
    const head = decodeHead(bytesAt(fd, offset, HEAD_BYTES))
    const end = offset + HEAD_BYTES + (head?.length ?? 0)
    const payload = head && end <= size && readPayload(fd, head, offset)
    if (head && end <= size) yield { head, offset, intact: payload !== undefined }
    const next = payload ? end : nextHead(fd, offset + (head ? HEAD_BYTES : 1), size)
    if (!head || end > size) onGap(offset, next - offset)
    offset = next
  }
  if (offset < size) onGap(offset, size - offset)
}

/** The payload of the record at `offset`; undefined when it is damaged. */
export function readPayload(fd: number, head: RecordHead, offset: number): Buffer | undefined {
  const payload = bytesAt(fd, offset + HEAD_BYTES, head.length)
  return isIntact(head, payload) ? payload : undefined
}

/** The next place that holds a whole head, or the end of the file. */
function nextHead(fd: number, from: number, size: number): number {
  for (let base = from; base < size; base += RESYNC_CHUNK) {
    const chunk = bytesAt(fd, base, RESYNC_CHUNK + HEAD_BYTES)
    for (
      let at = chunk.indexOf('RV');
      at !== -1 && at < RESYNC_CHUNK;
      at = chunk.indexOf('RV', at + 1)
    ) {
      if (decodeHead(chunk.subarray(at))) return base + at
    }
  }
  return size
}

function bytesAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
}
