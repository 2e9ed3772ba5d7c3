import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS, normalize, type Limits } from '../../src/values/normalize.ts'
import { runInNewContext } from 'node:vm'
import { hostile, thrower } from './hostile.ts'

const limits = (changes: Partial<Limits>): Limits => ({ ...LIMITS, ...changes })

class Cart {
  items = 2
  #secret = 1
  get total(): number {
    return this.#secret
  }
}

const cyclic: Record<string, unknown> = { a: 1 }
cyclic.self = cyclic
cyclic.list = [cyclic]
const shared = { x: 1 }

test.each<[string, unknown, unknown]>([
  ['text', 'a', 'a'],
  ['a number', 1.5, 1.5],
  ['NaN', Number.NaN, '[NaN]'],
  ['infinity', -Infinity, '[-Infinity]'],
  ['null', null, null],
  ['undefined', undefined, null],
  ['a bigint', 10n ** 20n, '100000000000000000000'],
  ['a bigint of a million digits', 1n << 3_000_000n, '[BigInt: over 400 digits]'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a function', function pay() {}, '[Function: pay]'],
  ['a nameless function', () => {}, '[Function: anonymous]'],
  ['a class', Cart, '[Function: Cart]'],
  ['an instance', new Cart(), { '[class]': 'Cart', items: 2 }],
  ['a null prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['no date', new Date(Number.NaN), '[Invalid Date]'],
  ['a pattern', /a\/b/gi, '/a\\/b/gi'],
  ['a URL', new URL('https://example.test/a?b'), 'https://example.test/a?b'],
  ['a promise', Promise.resolve(1), '[Promise]'],
  ['a buffer', Buffer.from('secret'), '[Buffer: 6 bytes]'],
  ['a typed array', new Float64Array(4), '[Float64Array: 32 bytes]'],
  ['a view', new DataView(new ArrayBuffer(9)), '[DataView: 9 bytes]'],
  ['boxed text', Object('text'), 'text'],
  ['a boxed number', Object(5), 5],
  ['a boxed bigint', Object(5n), '5'],
  [
    'a map',
    new Map<unknown, unknown>([
      ['a', 1],
      [2, { b: 3 }],
    ]),
    { a: 1, '2': { b: 3 } },
  ],
  [
    'a map of objects',
    new Map([
      [{}, 1],
      [{}, 2],
    ]),
    { '[Object]': 2, '[…]': '1 more' },
  ],
  ['a map with a hostile key', new Map([['__proto__', 1]]), JSON.parse('{"__proto__":1}')],
  ['a set', new Set([1, 'a', [2]]), [1, 'a', [2]]],
  ['a weak map', new WeakMap(), { '[class]': 'WeakMap' }],
  ['an error', new TypeError('bad'), { name: 'TypeError', message: 'bad' }],
  [
    'an error with more',
    Object.assign(new Error('e'), { code: 'E1' }),
    { name: 'Error', message: 'e', code: 'E1' },
  ],
  [
    'a DOMException',
    new DOMException('stop', 'AbortError'),
    { name: 'AbortError', message: 'stop' },
  ],
  ['a cycle', cyclic, { a: 1, self: '[Circular]', list: ['[Circular]'] }],
  ['a shared object', [shared, shared], [{ x: 1 }, { x: 1 }]],
  [
    '__proto__ as data',
    JSON.parse('{"__proto__":{"admin":true}}'),
    JSON.parse('{"__proto__":{"admin":true}}'),
  ],
  ['symbol keys', { [Symbol('hidden')]: 1, a: 2 }, { a: 2 }],
  ['holes', [1, , 3], [1, null, 3]], // eslint-disable-line no-sparse-arrays -- holes are the point
  ['the largest sparse array', Object.assign([], { length: 2 ** 32 - 1 }), undefined],
  ['an array of another realm', runInNewContext('[1, { a: 2 }]'), [1, { a: 2 }]],
  ['a fake date', Object.create(Date.prototype), '[Date]'],
  ['a fake map', Object.create(Map.prototype), '[Map]'],
  ['a fake buffer', Object.create(Uint8Array.prototype), { '[class]': 'Uint8Array' }],
  ['a revoked proxy', hostile.revoked, '[Object]'],
  ['a proxy that refuses', hostile.refusing, '[Object]'],
  ['a proxy that passes on', new Proxy({ a: 1 }, {}), { a: 1 }],
  ['a proxy of an array', new Proxy([1, 2], {}), [1, 2]],
])('%s becomes plain data', (_, value, expected) => {
  const normal = normalize(value)
  if (expected !== undefined) expect(normal).toEqual(expected)
  expect(JSON.parse(JSON.stringify(normal))).toEqual(normal)
})

test('keys called __proto__ stay data and touch no prototype', () => {
  const normal = normalize(JSON.parse('{"a":{"__proto__":{"polluted":1}}}'))
  expect(JSON.stringify(normal)).toBe('{"a":{"__proto__":{"polluted":1}}}')
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

describe('no code of a value runs', () => {
  const ran: string[] = []
  const trap = (name: string) => ({
    get: () => ran.push(name),
    enumerable: true,
    configurable: true,
  })
  const withGetters = <T extends object>(value: T, ...keys: string[]): T => {
    for (const key of keys) Object.defineProperty(value, key, trap(key))
    return value
  }
  class Lazy {
    get [Symbol.toStringTag](): string {
      ran.push('toStringTag')
      return 'Lazy'
    }
    toJSON(): void {
      ran.push('toJSON')
    }
    toString(): string {
      ran.push('toString')
      return ''
    }
  }
  class OwnDate extends Date {
    override getTime(): number {
      ran.push('getTime')
      return 0
    }
    override toISOString(): string {
      ran.push('toISOString')
      return ''
    }
  }
  class Computed extends Error {
    override get message(): string {
      ran.push('message')
      return ''
    }
    override get name(): string {
      ran.push('name')
      return ''
    }
  }

  test.each<[string, () => object, unknown]>([
    ['a getter', () => withGetters({ a: 1 }, 'b'), { a: 1, b: '[Getter]' }],
    ['a getter in a list', () => withGetters([1, 2], '0'), ['[Getter]', 2]],
    [
      'a thenable',
      () => withGetters(new Lazy(), 'then'),
      JSON.parse('{"[class]":"Lazy","then":"[Getter]"}'),
    ],
    [
      'a list with its own values',
      () => Object.assign([1], { values: thrower, [Symbol.iterator]: thrower }),
      [1],
    ],
    [
      'a map with its own entries',
      () => Object.assign(new Map([['a', 1]]), { entries: thrower, [Symbol.iterator]: thrower }),
      { a: 1 },
    ],
    ['a set with its own size', () => withGetters(new Set([1]), 'size', 'values'), [1]],
    ['a date with its own time', () => new OwnDate(0), '1970-01-01T00:00:00.000Z'],
    [
      'a buffer with its own length',
      () => withGetters(new Uint8Array(3), 'byteLength', 'length', 'toJSON'),
      '[Uint8Array: 3 bytes]',
    ],
    [
      'a pattern with its own source',
      () => withGetters(/x/g, 'source', 'global', 'flags', 'toString'),
      '/x/g',
    ],
    [
      'a URL with its own href',
      () => withGetters(new URL('http://h.test'), 'href'),
      'http://h.test/',
    ],
    [
      'an error with a computed message',
      () => new Computed(),
      { name: 'Computed', message: '[Getter]' },
    ],
    [
      'an error with own getters',
      () => withGetters(new Error('x'), 'message', 'name', 'stack'),
      { name: '[Getter]', message: '[Getter]', stack: '[Getter]' },
    ],
    [
      'a constructor getter',
      () => withGetters({ a: 1 }, 'constructor'),
      { a: 1, constructor: '[Getter]' },
    ],
    [
      'boxed text with its own valueOf',
      () => Object.assign(Object('t'), { valueOf: thrower }),
      't',
    ],
  ])('%s', (_, make, expected) => {
    const value = make()
    ran.length = 0
    const normal = normalize(value)
    expect(ran).toEqual([])
    expect(normal).toEqual(expected)
  })
})

describe('everything is bounded', () => {
  const size = (value: unknown, used: Limits = LIMITS) =>
    JSON.stringify(normalize(value, used)).length
  const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`key ${i}`, i]))
  const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => ({ inner }), 'leaf')
  const bush = (depth: number): unknown =>
    depth === 0 ? 'x'.repeat(1_000) : Array.from({ length: 50 }, () => bush(depth - 1))
  const dag = Array.from({ length: 40 }).reduce<unknown>((inner) => ({ a: inner, b: inner }), {})

  test.each<[string, unknown, number]>([
    ['50 MB of text', 'x'.repeat(50_000_000), 410],
    ['a list of a million', Array.from({ length: 1_000_000 }, (_, i) => i), 300],
    ['a list of lists of text', bush(3), 200_000],
    ['an object of 1,000 keys', wide, 2_000],
    ['10,000 levels', deep, 200],
    ['an object that doubles at each level', dag, 5_000],
    ['the largest sparse array', Object.assign([], { length: 2 ** 32 - 1 }), 400],
    ['a buffer of 50 MB', Buffer.alloc(50_000_000), 60],
    ['a set of a million', new Set(Array.from({ length: 1_000_000 }, (_, i) => i)), 400],
    ['keys of a megabyte', { ['k'.repeat(1_000_000)]: 1 }, 500],
    [
      'a function with a name of a megabyte',
      Object.defineProperty(() => {}, 'name', { value: 'n'.repeat(1_000_000) }),
      300,
    ],
    [
      'a class with a name of a megabyte',
      new (Object.defineProperty(class extends Cart {}, 'name', {
        value: 'n'.repeat(1_000_000),
      }))(),
      500,
    ],
    ['a proxy with 100,000 keys', hostile.manyKeys, 5_000],
    ['a message of 50 MB', new Error('m'.repeat(50_000_000)), 500],
    ['a map with keys of a megabyte', new Map([['k'.repeat(1_000_000), 1]]), 500],
  ])('%s', (_, value, most) => {
    expect(size(value)).toBeLessThanOrEqual(most)
  })

  test('no more values are visited than allowed, counted by a proxy', () => {
    let visits = 0
    const counting = (): object =>
      new Proxy(
        {},
        {
          ownKeys: () => ['a', 'b', 'c'],
          getOwnPropertyDescriptor: () => {
            visits++
            return { value: counting(), enumerable: true, configurable: true }
          },
        },
      )
    normalize(counting(), limits({ nodes: 100, depth: 50 }))
    // once to see whether a key is listed, once to read it
    expect(visits).toBeLessThan(100 * 6)
  })

  test.each([
    [limits({ text: 10 }), 'x'.repeat(100), 'xxxxxxx...'],
    [limits({ width: 2 }), [1, 2, 3, 4], [1, 2, '[… 2 more]']],
    [limits({ width: 1 }), { a: 1, b: 2 }, { a: 1, '[…]': '1 more' }],
    [limits({ depth: 1 }), { a: { b: 1 } }, { a: '[Object]' }],
    [limits({ depth: 0 }), { a: 1 }, '[Object]'],
    [limits({ nodes: 2 }), [1, 2, 3], [1, '[… 2 more]']],
    [limits({ nodes: 0 }), 'a', '[…]'],
    [limits({ chars: 5 }), ['abc', 'def', 'ghi'], ['abc', 'de', '[… 1 more]']],
  ])('what was cut says so (%#)', (used, value, expected) => {
    expect(normalize(value, used)).toEqual(expected)
  })
})

test('any value at all becomes JSON within the limits and stays as it was', () => {
  const used = limits({ text: 20, width: 5, depth: 3, nodes: 60, chars: 300 })
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
    maxDepth: 5,
  })
  fc.assert(
    fc.property(anything, (value) => {
      const before = fc.stringify(value)
      const normal = normalize(value, used)
      const text = JSON.stringify(normal)
      expect(JSON.stringify(JSON.parse(text))).toBe(text)
      expect(text.length).toBeLessThan(6_000)
      expect(fc.stringify(value)).toBe(before)
    }),
    { numRuns: 2_000 },
  )
})
