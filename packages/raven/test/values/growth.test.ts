/** What a value costs depends on the limits, not on the value; counted, not timed. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIMITS, normalize } from '../../src/values/normalize.ts'

class ALongNameForAClass {
  a = 1
}

const MOST_BYTES = 200_000
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(normalize(value)))

/** A graph without end that counts how often it is asked for something. */
function endless(keys: readonly string[], leaf: unknown) {
  const counted = { visits: 0 }
  const node = (): object =>
    new Proxy(
      {},
      {
        ownKeys: () => [...keys],
        getOwnPropertyDescriptor: (_, key) => {
          counted.visits++
          const value = key === 'leaf' ? leaf : node()
          return { value, enumerable: true, configurable: true }
        },
      },
    )
  return { counted, root: node() }
}

test.each([2, 10, 50, 1_000])('a graph without end, %i ways at each node, is left soon', (ways) => {
  const names = Array.from({ length: ways }, (_, i) => `k${i}`)
  const { counted, root } = endless(['leaf', ...names], 'x'.repeat(1_000))
  expect(bytesOf(root)).toBeLessThanOrEqual(MOST_BYTES)
  // listing asks once for each key, reading once for each that is kept
  expect(counted.visits).toBeLessThanOrEqual(LIMITS.nodes * (ways + 3))
})

function millionNodes(): unknown {
  const nodes = Array.from({ length: 1_000_000 }, (_, id): { id: number; next: unknown[] } => ({
    id,
    next: [],
  }))
  nodes.forEach((node, id) => {
    node.next = [nodes[(id * 7 + 1) % nodes.length], nodes[(id * 13 + 5) % nodes.length]]
  })
  return nodes
}

function millionDeep(): unknown {
  let chain: unknown = 'end'
  for (let i = 0; i < 1_000_000; i++) chain = { inner: chain }
  return chain
}

/** 125,000 times the same value. */
function fill(leaf: unknown): unknown {
  const list = (item: unknown) => Array.from({ length: 50 }, () => item)
  return list(list(list(leaf)))
}

const getter = () =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [i.toString(36), { get: () => 1, enumerable: true }]),
    ),
  )

test.each<[string, () => unknown]>([
  ['a graph of a million nodes', millionNodes],
  ['a chain of a million', millionDeep],
  ['50 MB of text', () => 'x'.repeat(50_000_000)],
  ['50 MB of bytes', () => Buffer.alloc(50_000_000)],
  ['many long texts', () => fill('x'.repeat(1_000))],
  ['text that JSON writes in six bytes', () => fill('\0'.repeat(1_000))],
  ['text of three bytes a character', () => fill('語'.repeat(1_000))],
  ['numbers of many digits', () => fill(-1.797_693_134_862_315_7e308)],
  ['infinities', () => fill(-Infinity)],
  ['getters', () => fill(getter())],
  ['holes', () => fill(Object.assign([], { length: 1_000_000 }))],
  ['instances', () => fill(new ALongNameForAClass())],
  ['keys of three bytes a character', () => fill({ ['語'.repeat(100)]: 1 })],
])('of %s at most 200 KB are kept', (_, make) => {
  expect(bytesOf(make())).toBeLessThanOrEqual(MOST_BYTES)
})

test('whatever text, limits in bytes hold', () => {
  const limits = { ...LIMITS, bytes: 500 }
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 })), (texts) => {
      const json = JSON.stringify(normalize(texts, limits))
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(500 + 64)
    }),
  )
})
