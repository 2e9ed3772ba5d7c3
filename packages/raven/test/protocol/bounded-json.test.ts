import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from 'raven-ts/protocol'
import { boundedJson, boundedObject } from '../../src/protocol/normalize/bounded-json.ts'

test.each<[string, Json, number, number, Json | undefined]>([
  ['what fits', { a: [1, 'x', null] }, 3, 100, { a: [1, 'x', null] }],
  ['a container too deep', { a: { b: { c: 1 } } }, 2, 100, { a: { b: '{"c":1}' } }],
  ['a string too long', 'x'.repeat(100), 1, 30, `${'x'.repeat(25)}...`],
  ['a string for which there is no room', 'x'.repeat(100), 1, 17, undefined],
  ['later entries', { a: 1, b: 2, c: 3 }, 1, 30, { a: 1, b: 2 }],
  ['later elements', [1, 2, 3, 4], 1, 20, [1, 2]],
  ['a number without room', 1, 1, 7, undefined],
])('%s', (_, value, depth, size, expected) => {
  expect(boundedJson(value, { depth, size })).toEqual(expected)
})

test('lists become objects where an object is wanted, and nothing else does', () => {
  const budget = { depth: 2, size: 100 }
  expect(boundedObject(['a'], budget)).toEqual({ 0: 'a' })
  for (const value of ['a', 1, null, undefined, {}, []]) {
    expect(boundedObject(value, budget)).toBeUndefined()
  }
})

test('a copy keeps its bounds, and a copy of the copy is the same', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 })
  const value = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' })
  const wild = fc.oneof(value, text, fc.dictionary(text, fc.oneof(value, text)))
  fc.assert(
    fc.property(wild, fc.nat(4), fc.nat(200), (raw, depth, size) => {
      const json: Json = JSON.parse(JSON.stringify(raw))
      const copy = boundedJson(json, { depth, size })
      if (copy === undefined) return
      expect(boundedJson(copy, { depth, size })).toEqual(copy)
      // A character may take six in JSON, a comma comes on top of what is counted.
      expect(JSON.stringify(copy).length).toBeLessThanOrEqual(size * 6 + 20)
      expect(depthOf(copy)).toBeLessThanOrEqual(depth)
    }),
    { numRuns: 500 },
  )
})

function depthOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}
