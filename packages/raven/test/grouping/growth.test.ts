import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainGrouping, normalizeEvent, parameterize } from 'raven-ts/protocol'
import type { JsonObject } from 'raven-ts/protocol'

/** Texts that make careless patterns try everything at every place. */
const HOSTILE = [
  'a@',
  'a.',
  '1:',
  ':',
  'f:',
  '=" ',
  "='",
  '0x',
  '1.',
  '-1',
  'a://',
  '2026-01-01t',
  'Mon Jan 1 ',
  'abcdef01',
  '9',
  'a-',
  ' ',
  '"a',
  "'",
  '/a',
  'C:\\',
  '<…>',
  '<…>, ',
  '[<…>',
  'a=',
  '?a=b',
  'eyJa.',
  'a1',
  'E_',
  'status ',
  '1MB',
]

test.each(HOSTILE)(
  'an endless text of %j is answered before the test runs out of time',
  (piece) => {
    expect(parameterize(piece.repeat(100_000)).length).toBeLessThanOrEqual(40_000)
  },
)

test('a stack of hostile frames is read', () => {
  const frames = HOSTILE.map((piece) => ({
    filename: piece.repeat(1000),
    function: piece.repeat(1000),
    context_line: piece.repeat(1000),
    in_app: true,
  }))
  expect(
    explainGrouping({ exception: { values: [{ type: 'E', stacktrace: { frames } }] } }).key,
  ).toMatch(/^[0-9a-f]{32}$/)
})

test.each(HOSTILE)('an endless message and an endless error of %j have a key', (piece) => {
  const text = piece.repeat(Math.ceil(10_000_000 / piece.length))
  const frames = Array.from({ length: 10_000 }, (_, index) => ({
    function: `${piece}${index}`,
    filename: `${piece}.js`,
    in_app: index % 2 === 0,
  }))
  const keys = [
    explainGrouping({ message: text }),
    explainGrouping({ exception: { values: [{ type: piece, value: text }] } }),
    explainGrouping({ exception: { values: [{ value: text, stacktrace: { frames } }] } }),
  ].map(({ key }) => key)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
})

test('a message of other types than text, brought into shape, has a key', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const wild = {
        exception: { values: [{ type: a, value: b, stacktrace: { frames: [a, b] } }] },
      }
      const event = normalizeEvent({
        ...wild,
        message: a,
        logger: b,
        fingerprint: [a, b],
      } as JsonObject)
      expect(explainGrouping(event)).toEqual(explainGrouping(event))
    }),
  )
})
