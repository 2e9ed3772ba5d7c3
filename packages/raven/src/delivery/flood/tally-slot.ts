/**
 * The slots of a tally file: a head of 72 bytes, then the summary as it would leave.
 *
 *     0  4  mark: `RVT1` counting, anything else free
 *     4 16  event id of the summary
 *    20  4  bytes of the whole slot, a multiple of 4,096
 *    24  8  first seen, milliseconds since 1970, float64
 *    32  4  payload length, uint32
 *    36  4  where in the payload the numbers go, uint32
 *    40  4  CRC-32 of the payload
 *    44  4  CRC-32 of bytes 4 to 43
 *    48  8  occurrences, float64
 *    56  8  last seen, float64
 *    64  8  the sum of these two, float64
 *
 * Numbers are little-endian. Only the last 24 bytes change while it counts, in one write. Slots begin at
 * multiples of 4,096, so that one that is damaged hides no other.
 */

import type { Numbers, Summary } from './summary.ts'

export const SLOT_STEP = 4096
export const SLOT_HEAD = 72
/** Where the numbers that change begin. */
export const COUNT_AT = 48
/** How many bytes of them there are. */
export const COUNT_BYTES = 24

const MARK = 'RVT1'
/** What {@link MARK} is overwritten with. */
export const FREE = Buffer.from('RVT0', 'latin1')
const LARGEST = 8 * 1024 * 1024

/** What a head says. */
export interface SlotHead {
  readonly id: string
  readonly size: number
  readonly length: number
  readonly fieldAt: number
  readonly checksum: number
  readonly numbers: Numbers
}

/** Bytes a summary's slot takes at least. */
export function slotSize({ payload }: Summary): number {
  return Math.ceil((SLOT_HEAD + payload.byteLength) / SLOT_STEP) * SLOT_STEP
}

/** The head of a slot of so many bytes. */
export function encodeSlot(summary: Summary, size: number, numbers: Numbers): Buffer {
  const head = Buffer.alloc(SLOT_HEAD)
  head.write(MARK, 0, 'latin1')
  head.write(summary.id, 4, 'hex')
  head.writeUInt32LE(size, 20)
  head.writeDoubleLE(numbers.firstSeen, 24)
  head.writeUInt32LE(summary.payload.byteLength, 32)
  head.writeUInt32LE(summary.fieldAt, 36)
  head.writeUInt32LE(crc32(summary.payload), 40)
  head.writeUInt32LE(crc32(head.subarray(4, 44)), 44)
  encodeCount(head.subarray(COUNT_AT), numbers)
  return head
}

/** Writes what changes. */
export function encodeCount(into: Buffer, { occurrences, lastSeen }: Numbers): void {
  into.writeDoubleLE(occurrences, 0)
  into.writeDoubleLE(lastSeen, 8)
  into.writeDoubleLE(occurrences + lastSeen, 16)
}

/** The head of a slot that counts; undefined for one that is free or damaged. */
export function decodeSlot(head: Buffer): SlotHead | undefined {
  if (head.byteLength < SLOT_HEAD || head.toString('latin1', 0, 4) !== MARK) return undefined
  if (head.readUInt32LE(44) !== crc32(head.subarray(4, 44))) return undefined
  const size = head.readUInt32LE(20)
  const length = head.readUInt32LE(32)
  if (size > LARGEST || length > size - SLOT_HEAD) return undefined
  return {
    id: head.toString('hex', 4, 20),
    size,
    length,
    fieldAt: head.readUInt32LE(36),
    checksum: head.readUInt32LE(40),
    numbers: decodeNumbers(head),
  }
}

/** Where the count is damaged the slot still stands for one. */
function decodeNumbers(head: Buffer): Numbers {
  const firstSeen = head.readDoubleLE(24)
  const occurrences = head.readDoubleLE(COUNT_AT)
  const lastSeen = head.readDoubleLE(COUNT_AT + 8)
  const isSound = occurrences + lastSeen === head.readDoubleLE(COUNT_AT + 16)
  return isSound && Number.isSafeInteger(occurrences) && occurrences > 0
    ? { firstSeen, lastSeen, occurrences }
    : { firstSeen, lastSeen: firstSeen, occurrences: 1 }
}

/** Whether a payload is the one its head was written with. */
export function isSlotIntact({ length, checksum }: SlotHead, payload: Uint8Array): boolean {
  return payload.byteLength === length && crc32(payload) === checksum
}

function crc32(bytes: Uint8Array): number {
  return process.getBuiltinModule('node:zlib').crc32(bytes)
}
