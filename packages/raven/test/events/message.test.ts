import { expect, test } from 'vitest'
import { logEntry } from '../../src/events/message.ts'
import { normalize } from '../../src/values/normalize.ts'
import { hostile } from '../values/hostile.ts'

const toJson = (value: unknown) => normalize(value)
const entry = (message: string, params?: unknown) => logEntry(message, params as never, toJson)

test.each<[string, unknown, string]>([
  ['checkout of %s failed', ['cart 7'], 'checkout of cart 7 failed'],
  ['%d of %d', [3, 10], '3 of 10'],
  ['%j', [{ a: [1, 'x'] }], '{"a":[1,"x"]}'],
  ['%s and %s', ['one'], 'one and %s'],
  ['%s', ['one', 'two'], 'one'],
  ['100%% of %s', ['it'], '100% of it'],
  ['100%', ['it'], '100%'],
  ['{name} is {age}', { name: 'Ann', age: 7 }, 'Ann is 7'],
  ['{missing}', { name: 'Ann' }, '{missing}'],
  ['{constructor} {__proto__}', { a: 1 }, '{constructor} {__proto__}'],
  ['%s', ['%s {0}'], '%s {0}'],
  ['$& $1 %s', ["$' $&"], "$& $1 $' $&"],
  ['%s', [undefined], 'null'],
  ['%s', [Number.NaN], '[NaN]'],
  ['%s', [], '%s'],
  ['%s', {}, '%s'],
])('%j with %j', (template, params, formatted) => {
  expect(entry(template, params)).toMatchObject({ message: template, formatted })
})

test.each([undefined, null, 7, 'text', true])(
  'parameters that are none (%j) are left out',
  (params) => {
    expect(entry('a %s', params)).toEqual({ message: 'a %s', formatted: 'a %s' })
  },
)

test('parameters are copied, bounded, and may be hostile', () => {
  const list = [{ a: 1 }]
  const { params } = entry('%j', list)
  list[0]!.a = 2
  expect(params).toEqual([{ a: 1 }])
  const huge = entry('%s', ['x'.repeat(50_000_000), ...Array.from({ length: 1_000 }, () => 'y')])
  expect(JSON.stringify(huge).length).toBeLessThan(2_000)
  expect(entry('%s', [hostile.revoked, hostile.refusing])).toMatchObject({ formatted: '[Object]' })
})

test('template and text are at most 8,192 characters', () => {
  const { message, formatted } = entry('%s'.repeat(50_000), ['y'.repeat(1_000)])
  expect(message).toHaveLength(8_192)
  expect(formatted).toHaveLength(8_192)
})
