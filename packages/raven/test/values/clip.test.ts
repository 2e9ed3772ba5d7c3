import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clip } from '../../src/values/clip.ts'

test.each([
  ['', 0, ''],
  ['a', 0, ''],
  ['abcdef', 6, 'abcdef'],
  ['abcdefg', 6, 'abc...'],
  ['abcdefg', 4, 'a...'],
  ['abcdefg', 3, 'abc'],
  ['abcdefg', 1, 'a'],
  ['🦜🦜', 3, '🦜'],
  ['🦜🦜🦜', 5, '🦜...'],
  ['a🦜🦜🦜', 5, 'a...'],
  ['a🦜', 2, 'a'],
  ['x'.repeat(10_000), 10, 'xxxxxxx...'],
])('%j cut to %i is %j', (text, max, cut) => {
  expect(clip(text, max)).toBe(cut)
})

test('what is cut is never longer than asked, nor ends in half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 20 }), (text, max) => {
      const cut = clip(text, max)
      expect(cut.length).toBeLessThanOrEqual(max)
      expect(/[\ud800-\udbff](?![\udc00-\udfff])/.test(cut)).toBe(false)
    }),
  )
})
