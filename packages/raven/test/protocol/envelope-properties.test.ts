import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { EnvelopeDecoder, ProtocolError, decodeEnvelope, encodeEnvelope } from 'raven-ts/protocol'
import type { Envelope, EnvelopeHeaders, EnvelopeItem } from 'raven-ts/protocol'

const KNOWN = new Set(
  'event_id dsn sent_at sdk trace type length content_type filename attachment_type item_count'.split(
    ' ',
  ),
)
const key = fc.string({ unit: 'binary' }).filter((name) => !KNOWN.has(name) && name !== '__proto__')
// JSON writes -0 as 0.
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)))
const unknown = fc.dictionary(key, json, { maxKeys: 3 }).map((entries) => ({ ...entries }))
const payload = fc.uint8Array({ maxLength: 60 })

const headers = fc
  .tuple(
    unknown,
    fc.record(
      { event_id: fc.stringMatching(/^[0-9a-f]{32}$/), sent_at: fc.string() },
      { requiredKeys: [] },
    ),
  )
  .map(([others, known]) => ({ ...others, ...known }))
const item = fc
  .tuple(
    unknown,
    fc.string({ minLength: 1 }),
    fc.record({ filename: fc.string(), item_count: fc.nat() }, { requiredKeys: [] }),
    payload,
  )
  .map(([others, type, known, bytes]) => ({
    headers: { ...others, ...known, type },
    payload: bytes,
  }))
const envelope: fc.Arbitrary<Envelope> = fc.record({
  headers,
  items: fc.array(item, { maxLength: 5 }),
})

function decodeInPieces(bytes: Uint8Array, cuts: readonly number[]): Envelope {
  const items: EnvelopeItem[] = []
  let found: EnvelopeHeaders = {}
  const decoder = new EnvelopeDecoder({
    headers: (value) => (found = value),
    item: (value) => items.push(value),
  })
  let start = 0
  for (const cut of [...cuts.map((n) => n % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  )) {
    decoder.push(bytes.slice(start, cut))
    start = cut
  }
  decoder.end()
  return { headers: found, items }
}

test('decoding what was encoded gives the same, however the bytes are cut', () => {
  fc.assert(
    fc.property(envelope, fc.array(fc.nat()), (original, cuts) => {
      const bytes = encodeEnvelope(original)
      expect(decodeEnvelope(bytes)).toEqual(original)
      expect(decodeInPieces(bytes, cuts)).toEqual(original)
    }),
  )
})

const fragments = fc.constantFrom(
  '{}',
  '{"type":"a"}',
  '{"type":"a","length":3}',
  '{"type":"a","length":0}',
  '\n',
  '\n\n',
  '\r\n',
  'abc',
  '{',
  '"',
  ' ',
  '[]',
  '\0',
  'é',
)

test('any bytes give an envelope or a coded error, the same one however they are cut', () => {
  const wild = fc.oneof(
    fc.uint8Array(),
    fc.array(fragments).map((parts) => new TextEncoder().encode(parts.join(''))),
    fc.tuple(envelope, fc.nat(), fc.nat(255)).map(([original, index, byte]) => {
      const bytes = encodeEnvelope(original)
      bytes[index % bytes.length] = byte
      return bytes
    }),
  )
  fc.assert(
    fc.property(wild, fc.array(fc.nat()), (bytes, cuts) => {
      expect(outcome(() => decodeInPieces(bytes, cuts))).toEqual(
        outcome(() => decodeEnvelope(bytes)),
      )
    }),
    { numRuns: 500 },
  )
})

test('one byte at a time copies a bounded multiple of the bytes', () => {
  const copied = (size: number) => {
    const set = vi.spyOn(Uint8Array.prototype, 'set')
    const decoder = new EnvelopeDecoder({ headers() {}, item() {} })
    decoder.push(new TextEncoder().encode('{}\n{"type":"attachment"}\n'))
    for (let count = 0; count < size; count += 1) decoder.push(Uint8Array.of(0x78))
    decoder.end()
    const total = set.mock.calls.reduce((sum, [source]) => sum + source.length, 0)
    set.mockRestore()
    return total
  }
  expect(copied(8000) / copied(2000)).toBeLessThan(5)
})

function outcome(action: () => Envelope): unknown {
  try {
    return action()
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
    return (error as ProtocolError).code
  }
}
