import { expect, test } from 'vitest'
import { hashParts } from '../../src/grouping/hash.ts'

test.each([
  [[], '088bf8a0e5ac362d9bd1138d9f98b1ed'],
  [['a'], '79aab0bc7bd23affa6bc2e83f4895453'],
  [['exception', 'type: TypeError', 'frame: cart.js | total'], '1ec967ea9c41477b6879914ea6cbacf1'],
])('the key of %j is stored, and so must stay %s', (parts, key) => {
  expect(hashParts(parts)).toBe(key)
})

test('borders between parts count', () => {
  const lists = [['ab'], ['a', 'b'], ['', 'ab'], ['ab', ''], ['1:a'], ['a1:b'], [], ['']]
  expect(new Set(lists.map(hashParts)).size).toBe(lists.length)
})

test('a hundred thousand similar texts have as many keys, in each half of the key', () => {
  const keys = Array.from({ length: 100_000 }, (_, index) => hashParts([`value: user ${index}`]))
  expect(new Set(keys.map((key) => key.slice(0, 16))).size).toBe(keys.length)
  expect(new Set(keys.map((key) => key.slice(16))).size).toBe(keys.length)
})

test('changing one character changes about half of the bits', () => {
  const bits = (key: string) =>
    Array.from(key).flatMap((digit) => [8, 4, 2, 1].map((bit) => Number.parseInt(digit, 16) & bit))
  const flips = Array.from({ length: 1000 }, (_, index) => {
    const one = bits(hashParts([`text ${index} a tail`]))
    const other = bits(hashParts([`text ${index} b tail`]))
    return one.filter((bit, place) => bit !== other[place]).length
  })
  const mean = flips.reduce((sum, count) => sum + count, 0) / flips.length
  expect(mean).toBeGreaterThan(60)
  expect(mean).toBeLessThan(68)
  expect(Math.min(...flips)).toBeGreaterThan(30)
})
