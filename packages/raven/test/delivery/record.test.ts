import fc from 'fast-check'
import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  decodeHead,
  encodeHead,
  eventHead,
  HEAD_BYTES,
  isIntact,
  MAX_PAYLOAD,
} from '../../src/delivery/record.ts'
import { scanRecords, type Found } from '../../src/delivery/record-scan.ts'
import { scratchFolder } from '../support/scratch.ts'

const id = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 })
const time = fc.double({ noNaN: true })
const payload = fc.uint8Array({ maxLength: 2000 })

function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}

function record(number: number, text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([encodeHead(eventHead(idOf(number), number, bytes)), bytes])
}

/** Twenty events whose text looks like heads, which is what a search for the next one must survive. */
const TWENTY = Array.from({ length: 20 }, (_, number) =>
  record(number, `{"n":${number},"text":"RVE1 RV RVI1${'R'.repeat(number)}"}`),
)
const WHOLE = Buffer.concat(TWENTY)

describe('a head', () => {
  test('reads back as it was written', () => {
    fc.assert(
      fc.property(
        id,
        time,
        payload,
        fc.constantFrom('intent', 'event'),
        (eventId, at, bytes, kind) => {
          const head = decodeHead(encodeHead({ ...eventHead(eventId, at, bytes), kind }))
          expect(head).toMatchObject({ kind, id: eventId, time: at, length: bytes.byteLength })
          expect(head && isIntact(head, bytes)).toBe(true)
        },
      ),
    )
  })

  test('with any one byte changed is none', () => {
    const head = encodeHead(eventHead(idOf(7), 1e12, Buffer.from('{}')))
    for (let at = 0; at < HEAD_BYTES; at++) {
      const damaged = Buffer.from(head)
      damaged[at] = (damaged[at] ?? 0) ^ 0x40
      expect(decodeHead(damaged)).toBeUndefined()
    }
  })

  test('of random bytes is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(decodeHead(Buffer.from(bytes))).toBeUndefined()
      }),
    )
  })

  test('cannot ask for more memory than the largest event', () => {
    const head = encodeHead(eventHead(idOf(7), 1, new Uint8Array(MAX_PAYLOAD + 1)))
    expect(decodeHead(head)).toBeUndefined()
  })
})

describe('a file of twenty events', () => {
  /** The numbers of the events that can still be read. */
  function readable(path: string, bytes: Uint8Array): number[] {
    return scan(path, bytes)
      .filter(({ intact }) => intact)
      .map(({ head }) => head.time)
  }

  function scan(path: string, bytes: Uint8Array): Found[] {
    writeFileSync(path, bytes)
    const fd = openSync(path, 'r')
    try {
      return [...scanRecords(fd, fstatSync(fd).size)]
    } finally {
      closeSync(fd)
    }
  }

  /** Which event the byte at an offset belongs to. */
  function ownerOf(offset: number): number {
    let end = 0
    return TWENTY.findIndex((one) => (end += one.byteLength) > offset)
  }

  const allBut = (...lost: number[]) =>
    TWENTY.map((_, number) => number).filter((number) => !lost.includes(number))

  test('reads back whole', () => {
    expect(readable(join(scratchFolder(), 'file'), WHOLE)).toEqual(allBut())
  })

  test('with any one byte changed loses exactly the event it belongs to', () => {
    const path = join(scratchFolder(), 'file')
    for (let at = 0; at < WHOLE.byteLength; at += 7) {
      const damaged = Buffer.from(WHOLE)
      damaged[at] = (damaged[at] ?? 0) ^ 0x15
      expect(readable(path, damaged)).toEqual(allBut(ownerOf(at)))
    }
  })

  test('with bytes missing inside one event loses exactly that event', () => {
    const path = join(scratchFolder(), 'file')
    let start = 0
    for (const [number, one] of TWENTY.entries()) {
      for (const [from, to] of [
        [0, 1],
        [HEAD_BYTES - 1, HEAD_BYTES],
        [HEAD_BYTES, HEAD_BYTES + 5],
        [10, one.byteLength],
        [one.byteLength - 1, one.byteLength],
      ] as const) {
        const damaged = Buffer.concat([WHOLE.subarray(0, start + from), WHOLE.subarray(start + to)])
        expect(readable(path, damaged)).toEqual(allBut(number))
      }
      start += one.byteLength
    }
  })

  test('with bytes put in between loses at most the event they were put into', () => {
    fc.assert(
      fc.property(
        fc.nat(WHOLE.byteLength - 1),
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        (at, noise) => {
          const damaged = Buffer.concat([WHOLE.subarray(0, at), noise, WHOLE.subarray(at)])
          const left = readable(join(scratchFolderOnce(), 'file'), damaged)
          const isLost = (number: number) => !left.includes(number)
          expect(
            allBut()
              .filter(isLost)
              .filter((number) => number !== ownerOf(at)),
          ).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  test('cut off anywhere keeps all that came whole before', () => {
    const path = join(scratchFolder(), 'file')
    for (let end = 0; end < WHOLE.byteLength; end += 17) {
      const whole = ownerOf(end)
      expect(readable(path, WHOLE.subarray(0, end))).toEqual(allBut().slice(0, whole))
    }
  })

  test('names an event whose payload alone is damaged, so that its loss can be counted', () => {
    const damaged = Buffer.from(WHOLE)
    damaged[HEAD_BYTES + 3] = 0
    const found = scan(join(scratchFolder(), 'file'), damaged)
    expect(found.filter(({ intact }) => !intact).map(({ head }) => head.id)).toEqual([idOf(0)])
    expect(found).toHaveLength(20)
  })

  test('full of what looks like heads is read in linear time', () => {
    const noise = Buffer.alloc(1_000_000, 'RVE1')
    expect(readable(join(scratchFolder(), 'file'), Buffer.concat([noise, WHOLE]))).toEqual(allBut())
  })

  let folder: string | undefined
  function scratchFolderOnce(): string {
    return (folder ??= scratchFolder())
  }
})
