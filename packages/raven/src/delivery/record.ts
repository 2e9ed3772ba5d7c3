/**
 * The records of a spool file: a head of 40 bytes, then the payload of events.
 *
 * Every head carries a checksum of itself and of its payload, so that a torn or damaged record is
 * found out and the next good one is found again. The format is documented in `docs/spool.md`.
 *
 *     0  4  mark: `RVI1` intent, `RVE1` event
 *     4 16  event id
 *    20  8  time of the capture, milliseconds since 1970, float64
 *    28  4  payload length, uint32 (0 for an intent)
 *    32  4  CRC-32 of the payload
 *    36  4  CRC-32 of bytes 0 to 35
 *
 * Numbers are little-endian.
 */

import { lazily } from '../values/lazily.ts'

/** Bytes of a record before its payload. */
export const HEAD_BYTES = 40
/** The largest payload a record may have. */
export const MAX_PAYLOAD = 4 * 1024 * 1024

/** `RVI1` and `RVE1` as numbers. */
const MARKS = { intent: 0x52564931, event: 0x52564531 } as const

/** What a head says. */
export interface RecordHead {
  readonly kind: keyof typeof MARKS
  /** 32 lower-case hex digits. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly length: number
  readonly checksum: number
}

/** What the head of an event's record says. */
export function eventHead(id: string, time: number, payload: Uint8Array): RecordHead {
  const checksum = payload.byteLength === 0 ? 0 : crc32(payload)
  return { kind: 'event', id, time, length: payload.byteLength, checksum }
}

/** What the head of an intent's record says, which is all of it. */
export function intentHead(id: string, time: number): RecordHead {
  return { kind: 'intent', id, time, length: 0, checksum: 0 }
}

/** The bytes of a head, written into `head`. */
export function encodeHead(
  { kind, id, time, length, checksum }: RecordHead,
  head: Buffer = Buffer.alloc(HEAD_BYTES),
): Buffer {
  head.writeUInt32BE(MARKS[kind], 0)
  head.write(id, 4, 'hex')
  head.writeDoubleLE(time, 20)
  head.writeUInt32LE(length, 28)
  head.writeUInt32LE(checksum, 32)
  head.writeUInt32LE(crc32(head.subarray(0, 36)), 36)
  return head
}

/** The head at the start of `bytes`, or undefined when there is none that is whole. */
export function decodeHead(bytes: Buffer): RecordHead | undefined {
  if (bytes.byteLength < HEAD_BYTES) return undefined
  const kind = kindOf(bytes.readUInt32BE(0))
  if (!kind || bytes.readUInt32LE(36) !== crc32(bytes.subarray(0, 36))) return undefined
  const length = bytes.readUInt32LE(28)
  if (length > MAX_PAYLOAD) return undefined
  return {
    kind,
    id: bytes.toString('hex', 4, 20),
    time: bytes.readDoubleLE(20),
    length,
    checksum: bytes.readUInt32LE(32),
  }
}

/** Whether a payload is the one its head was written with. */
export function isIntact(head: RecordHead, payload: Uint8Array): boolean {
  return payload.byteLength === head.length && crc32(payload) === head.checksum
}

/** Fetched when first needed: a program that never fails should not load the module. */
const zlib = lazily(() => process.getBuiltinModule('node:zlib'))

function crc32(bytes: Uint8Array): number {
  return zlib().crc32(bytes)
}

function kindOf(mark: number): RecordHead['kind'] | undefined {
  if (mark === MARKS.event) return 'event'
  return mark === MARKS.intent ? 'intent' : undefined
}
