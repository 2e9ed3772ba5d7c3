import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMessage } from 'raven-ts/protocol'

test.each([
  ['checkout of %s failed', ['cart 1'], 'checkout of cart 1 failed'],
  ['%d of %i, %j', [1, 2, { a: 1 }], '1 of 2, {"a":1}'],
  ['100%% of %s', ['x'], '100% of x'],
  ['%s and %s', ['x'], 'x and %s'],
  ['nothing', ['x'], 'nothing'],
  ['%s', [['a', 1]], '["a",1]'],
  ['%j %s', ['a', null], '"a" null'],
  ['{0} then {1} then {2}', ['a', 'b'], 'a then b then {2}'],
  ['{user} and %(user)s in {place}', { user: 'ann' }, 'ann and ann in {place}'],
  ['{__proto__} {constructor}', {}, '{__proto__} {constructor}'],
  ['%s', ['%s $& $1'], '%s $& $1'],
])('%j with %j says %j', (template, params, expected) => {
  expect(formatMessage(template, params)).toBe(expected)
})

test('stays within bounds, whatever it is given', () => {
  const params = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()))
  fc.assert(
    fc.property(fc.string(), params, (template, values) => {
      const json: typeof values = JSON.parse(JSON.stringify(values))
      expect(formatMessage(template, json as never).length).toBeLessThanOrEqual(16_384)
    }),
  )
  expect(formatMessage('%s'.repeat(5000), Array(5000).fill('x'.repeat(100))).length).toBe(16_384)
})
