import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventText } from '../../src/events/event-text.ts'
import type { Event } from '../../src/protocol/event.ts'
import { Fragments } from '../../src/values/fragments.ts'

const textOf = (piece: object) => new Fragments().jsonOf(piece)
const parsed = (event: unknown): unknown => JSON.parse(eventText(event as Event, textOf))
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

test('pieces that are known are found by identity, copies are encoded anew', () => {
  const fragments = new Fragments()
  const known = fragments.keep({ function: 'known' })
  const asked: object[] = []
  const frames = [known, { ...known }]
  const text = eventText({ exception: { values: [{ stacktrace: { frames } }] } }, (piece) => {
    asked.push(piece)
    return fragments.jsonOf(piece)
  })
  expect(asked).toEqual(frames)
  expect(asked[0]).toBe(known)
  expect(JSON.parse(text)).toEqual({ exception: { values: [{ stacktrace: { frames } }] } })
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
  expect(eventText({ logger: 'a', exception: undefined } as unknown as Event, textOf)).toBe(
    '{"logger":"a"}',
  )
  expect(eventText({}, textOf)).toBe('{}')
})
