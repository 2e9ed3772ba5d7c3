import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventBytes } from '../../src/events/event-bytes.ts'
import type { Event } from '../../src/protocol/event.ts'
import { joinBytes } from '../../src/protocol/join-bytes.ts'
import { Fragments } from '../../src/values/fragments.ts'

const textOf = (event: unknown, fragments = new Fragments()): string => {
  const { parts, byteLength } = eventBytes(event as Event, fragments)
  const bytes = joinBytes(parts)
  expect(bytes.byteLength).toBe(byteLength)
  return new TextDecoder().decode(bytes)
}
const parsed = (event: unknown): unknown => JSON.parse(textOf(event))
const plainly = (event: unknown): unknown => JSON.parse(JSON.stringify(event))

const json = fc.jsonValue({ maxDepth: 3 })
const orJson = (shape: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: shape }, json)
const frame = orJson(fc.dictionary(fc.string(), json, { maxKeys: 3 }))
const stacktrace = orJson(
  fc.record(
    { frames: orJson(fc.array(frame, { maxLength: 3 })), lang: json },
    { requiredKeys: [] },
  ),
)
const link = orJson(fc.record({ type: json, stacktrace, mechanism: json }, { requiredKeys: [] }))
const values = orJson(
  fc.record({ values: orJson(fc.array(link, { maxLength: 3 })), more: json }, { requiredKeys: [] }),
)
const event = fc.record(
  {
    exception: values,
    threads: values,
    breadcrumbs: values,
    extra: json,
    '"': json,
    message: json,
  },
  { requiredKeys: [] },
)

test('the text says what JSON.stringify says, for events of any shape', () => {
  fc.assert(
    fc.property(event, (any) => {
      expect(parsed(any)).toEqual(plainly(any))
    }),
    { numRuns: 3_000 },
  )
})

test('pieces and lists that are known are not encoded again, copies are', () => {
  const fragments = new Fragments()
  const known = fragments.keep({ function: 'known' })
  const more = fragments.keep({ function: '\ud83d"' })
  const context = fragments.keep({ name: 'node' })
  const list = [known, more]
  const mixed = [{ ...known }, more]
  expect([fragments.keepList(list), fragments.keepList(list)]).toEqual([true, true])
  expect(fragments.keepList(mixed)).toBe(false)
  const inPieces = eventBytes(
    {
      exception: { values: [list, mixed, [...list]].map((frames) => ({ stacktrace: { frames } })) },
    },
    fragments,
  )
  expect(inPieces.parts.filter((part) => part === fragments.bytesOf(list))).toHaveLength(1)
  const event = {
    exception: { values: [{ stacktrace: { frames: list } }] },
    threads: { values: [{ stacktrace: { frames: mixed } }] },
    breadcrumbs: { values: list },
    contexts: { runtime: context, other: { name: 'other' } },
    sdk: context,
  }
  const plain = JSON.stringify(event).replaceAll('\\ud83d', '\ufffd')
  expect(textOf(event, fragments)).toBe(plain)
  expect(textOf(event, fragments)).toBe(plain)
})

test('what was masked in the pieces of a list is told of the list', () => {
  const fragments = new Fragments()
  const masked = fragments.keep({ message: '[Filtered]' }, [{ path: 'message', why: 'it was one' }])
  const list = [fragments.keep({}), masked]
  expect(fragments.maskedIn(list)).toBeUndefined()
  fragments.keepList(list)
  expect(fragments.maskedIn(list)).toEqual([{ path: '1.message', why: 'it was one' }])
  expect(fragments.bytesOf([...list])).toBeUndefined()
})

test.each([
  ['\ud83d', '\ufffd'],
  ['a\udc00b', 'a\ufffdb'],
  ['\ud83e\udd9c', '\ud83e\udd9c'],
  ['\ud83e\ud83e\udd9c', '\ufffd\ud83e\udd9c'],
  ['\\ud83d', '\\ud83d'],
  ['\\\ud83d', '\\\ufffd'],
  ['C:\\udev\\ud', 'C:\\udev\\ud'],
  ['"\ud83d"\n\u0001', '"\ufffd"\n\u0001'],
])('%j leaves as %j, everywhere', (text, expected) => {
  const of = (value: string) => ({
    extra: { [value]: value },
    exception: { values: [{ value, stacktrace: { frames: [{ function: value }] } }] },
    breadcrumbs: { values: [{ message: value }] },
  })
  expect(parsed(of(text))).toEqual(of(expected))
})

test('any text at all leaves well formed and otherwise unchanged', () => {
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
  const piece = fc.oneof(unit, fc.constantFrom('\\', '\\ud83d', '\ud83d', '\udc00', '"', 'u'))
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('')
      expect(parsed({ extra: { text } })).toEqual({
        extra: { text: text.replaceAll(lone, '\ufffd') },
      })
    }),
    { numRuns: 2_000 },
  )
})

test('members that are absent or undefined are not written', () => {
  expect(textOf({ logger: 'a', exception: undefined })).toBe('{"logger":"a"}')
  expect(textOf({})).toBe('{}')
})
