import { expect, test } from 'vitest'
import { normalizeTimestamp } from 'raven-ts/protocol'

const at = 1304358096

test.each([
  [1304358096, at],
  [1304358096.5, at + 0.5],
  ['1304358096', at],
  ['1304358096.25', at + 0.25],
  ['2011-05-02T17:41:36Z', at],
  ['2011-05-02t17:41:36z', at],
  ['2011-05-02 17:41:36', at],
  ['2011-05-02T17:41:36', at],
  [' 2011-05-02T17:41:36.000 ', at],
  ['2011-05-02T17:41:36+00:00', at],
  ['2011-05-02T19:41:36+02:00', at],
  ['2011-05-02T12:11:36-0530', at],
  ['2011-05-02T19:41:36+02', at],
  ['2011-05-02T17:41:36.500000000Z', at + 0.5],
  ['2011-05-02T17:41', at - 36],
  ['2011-05-02T17:41:36 UTC', undefined],
  ['2011-02-31T00:00:00Z', undefined],
  ['2011-13-01T00:00:00Z', undefined],
  ['2011-01-01T25:00:00Z', undefined],
  ['1969-12-31T23:59:59Z', undefined],
  ['yesterday', undefined],
  ['', undefined],
  ['9'.repeat(64), undefined],
  [-1, undefined],
  [1e300, undefined],
  [0, 0],
  [null, undefined],
  [true, undefined],
  [[at], undefined],
  [undefined, undefined],
])('%j is the moment %j', (value, expected) => {
  expect(normalizeTimestamp(value, at)).toBe(expected)
})

test('milliseconds are recognised within a day of receipt, and only then', () => {
  expect(normalizeTimestamp(at * 1000, at + 60)).toBe(at)
  expect(normalizeTimestamp(String(at * 1000 + 500), at)).toBe(at + 0.5)
  expect(normalizeTimestamp(at * 1000, at + 100_000)).toBeUndefined()
  expect(normalizeTimestamp(at * 1000)).toBeUndefined()
})
