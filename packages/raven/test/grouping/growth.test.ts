import { expect, test } from 'vitest'
import { explainGrouping, parameterize } from 'raven-ts/protocol'

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
