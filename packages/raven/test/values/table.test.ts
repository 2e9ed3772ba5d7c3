/** Exactly what becomes of each kind of value. */

import { expect, test } from 'vitest'
import { normalize } from '../../src/values/normalize.ts'
import { hostile, thrower } from './hostile.ts'

class Cart {
  items = 2
}
const Nameless = (() =>
  class {
    a = 1
  })()
class PlainDate {
  readonly #day = 7
  toJSON(): string {
    return `2026-01-0${this.#day}`
  }
}
class DeclinedError extends Error {
  code = 'card_declined'
}
function* counting(): Generator<number> {
  yield 1
}
async function* streaming(): AsyncGenerator<number> {
  yield 1
}
const shared = { x: 1 }
const cycle: Record<string, unknown> = { a: 1 }
cycle['self'] = cycle
const mapCycle = new Map<string, unknown>()
mapCycle.set('self', mapCycle)
const setCycle = new Set<unknown>()
setCycle.add(setCycle)
// eslint-disable-next-line unicorn/no-thenable -- the point: it is not awaited
const query = { sql: 'select 1', then: thrower }
const form = new FormData()
form.append('name', 'ada')
form.append('tag', 'a')
form.append('tag', 'b')
form.append('photo', new File(['123'], 'me.png', { type: 'image/png' }))

const ROWS: readonly (readonly [string, () => unknown, string])[] = [
  ['text', () => 'a "b"\n', '"a \\"b\\"\\n"'],
  ['empty text', () => '', '""'],
  ['half a surrogate pair', () => '\ud83d', '"\\ud83d"'],
  ['long text', () => 'x'.repeat(401), `"${'x'.repeat(397)}..."`],
  ['a number', () => 1.5, '1.5'],
  ['minus zero', () => -0, '0'],
  ['NaN', () => Number.NaN, '"[NaN]"'],
  ['infinity', () => Infinity, '"[Infinity]"'],
  ['true', () => true, 'true'],
  ['null', () => null, 'null'],
  ['undefined', () => undefined, 'null'],
  ['a bigint', () => 10n ** 20n, '"100000000000000000000"'],
  ['a symbol', () => Symbol('s'), '"Symbol(s)"'],
  ['a symbol that says nothing', () => Symbol(), '"Symbol()"'],
  ['a function', () => thrower, '"[Function: thrower]"'],
  ['an arrow', () => () => 1, '"[Function: anonymous]"'],
  ['a class', () => Cart, '"[Function: Cart]"'],
  ['an object', () => ({ a: 1, b: { c: [] } }), '{"a":1,"b":{"c":[]}}'],
  ['an instance', () => new Cart(), '{"[class]":"Cart","items":2}'],
  ['an instance of a class without name', () => new Nameless(), '{"a":1}'],
  ['a null prototype', () => Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ['__proto__ as data', () => JSON.parse('{"__proto__":{"b":1}}'), '{"__proto__":{"b":1}}'],
  [
    'a getter',
    () => Object.defineProperty({}, 'a', { get: thrower, enumerable: true }),
    '{"a":"[Getter]"}',
  ],
  ['a setter', () => ({ set a(_: unknown) {} }), '{"a":"[Getter]"}'],
  ['a hidden key', () => Object.defineProperty({}, 'a', { value: 1 }), '{}'],
  ['a symbol for key', () => ({ [Symbol('k')]: 1 }), '{}'],
  ['toJSON', () => ({ a: 1, toJSON: thrower }), '{"a":1,"toJSON":"[Function: thrower]"}'],
  ['a list', () => [1, 'a', null], '[1,"a",null]'],
  ['a list with holes', () => Object.assign([], { 0: 1, 2: 3 }), '[1,null,3]'],
  ['a list with a key', () => Object.assign([1], { extra: 1 }), '[1]'],
  ['a long list', () => Array.from({ length: 60 }, () => 0), `[${'0,'.repeat(50)}"[… 10 more]"]`],
  ['nothing but length', () => ({ length: 9 }), '{"length":9}'],
  ['arguments', () => argumentsOf(1, 'a'), '{"0":1,"1":"a"}'],
  ['a cycle', () => cycle, '{"a":1,"self":"[Circular]"}'],
  ['a map in itself', () => mapCycle, '{"self":"[Circular]"}'],
  ['a set in itself', () => setCycle, '["[Circular]"]'],
  ['one object twice', () => [shared, shared], '[{"x":1},{"x":1}]'],
  ['seven levels', () => [[[[[[[1]]]]]]], '[[[[[["[Array]"]]]]]]'],
  [
    'a map',
    () =>
      new Map<unknown, unknown>([
        ['a', 1],
        [{}, 2],
      ]),
    '{"a":1,"[Object]":2}',
  ],
  ['a set', () => new Set([1, 'a']), '[1,"a"]'],
  ['a weak map', () => new WeakMap([[{}, 1]]), '{"[class]":"WeakMap"}'],
  ['a weak set', () => new WeakSet(), '{"[class]":"WeakSet"}'],
  ['a weak reference', () => new WeakRef({}), '{"[class]":"WeakRef"}'],
  ['a date', () => new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ['no date', () => new Date(Number.NaN), '"[Invalid Date]"'],
  ['a Temporal-like date', () => new PlainDate(), '{"[class]":"PlainDate"}'],
  ['a pattern', () => /a/dgimsuy, '"/a/dgimsuy"'],
  ['a URL', () => new URL('http://h.test/a?b#c'), '"http://h.test/a?b#c"'],
  [
    'search parameters',
    () => new URLSearchParams('a=1&a=2&b=3'),
    '{"[class]":"URLSearchParams","a":["1","2"],"b":"3"}',
  ],
  ['headers', () => new Headers({ A: '1' }), '{"[class]":"Headers","a":"1"}'],
  [
    'a request',
    () => new Request('http://h.test/a', { method: 'POST', body: 'b' }),
    '{"[class]":"Request","method":"POST","url":"http://h.test/a","headers":{"[class]":"Headers","content-type":"text/plain;charset=UTF-8"}}',
  ],
  [
    'a response',
    () => new Response(null, { status: 204, statusText: 'None' }),
    '{"[class]":"Response","status":204,"statusText":"None","url":"","headers":{"[class]":"Headers"}}',
  ],
  [
    'a form',
    () => form,
    '{"[class]":"FormData","name":"ada","tag":["a","b"],"photo":{"[class]":"File","name":"me.png","type":"image/png","size":3}}',
  ],
  ['a blob', () => new Blob(['12'], { type: 'a/b' }), '{"[class]":"Blob","type":"a/b","size":2}'],
  ['a signal', () => new AbortController().signal, '{"[class]":"AbortSignal"}'],
  ['a stream', () => new ReadableStream(), '{"[class]":"ReadableStream"}'],
  ['a buffer', () => Buffer.from('secret'), '"[Buffer: 6 bytes]"'],
  ['a typed array', () => new Float64Array(4), '"[Float64Array: 32 bytes]"'],
  ['a view', () => new DataView(new ArrayBuffer(9)), '"[DataView: 9 bytes]"'],
  ['an array buffer', () => new ArrayBuffer(9), '"[ArrayBuffer: 9 bytes]"'],
  ['a shared buffer', () => new SharedArrayBuffer(9), '"[SharedArrayBuffer: 9 bytes]"'],
  ['a fake array buffer', () => Object.create(ArrayBuffer.prototype), '"[ArrayBuffer]"'],
  ['an error', () => new TypeError('bad'), '{"name":"TypeError","message":"bad"}'],
  [
    'an error with more',
    () => new DeclinedError('no'),
    '{"name":"Error","message":"no","code":"card_declined"}',
  ],
  [
    'an error with details',
    () => Object.assign(new Error('no'), { details: [{ field: 'a' }] }),
    '{"name":"Error","message":"no","details":[{"field":"a"}]}',
  ],
  [
    'an error with a cause',
    () => new Error('a', { cause: new RangeError('b') }),
    '{"name":"Error","message":"a","cause":{"name":"RangeError","message":"b"}}',
  ],
  [
    'a group of errors',
    () => new AggregateError([new Error('a')], 'all'),
    '{"name":"AggregateError","message":"all","errors":[{"name":"Error","message":"a"}]}',
  ],
  [
    'a DOMException',
    () => new DOMException('stop', 'AbortError'),
    '{"name":"AbortError","message":"stop"}',
  ],
  ['a promise', () => Promise.resolve(1), '"[Promise]"'],
  ['a thenable', () => query, '{"sql":"select 1","then":"[Function: thrower]"}'],
  ['a generator', () => counting(), '{}'],
  ['an async generator', () => streaming(), '{}'],
  ['an iterator', () => [1][Symbol.iterator](), '{}'],
  ['boxed text', () => Object('t'), '"t"'],
  ['a boxed number', () => Object(5), '5'],
  ['a boxed boolean', () => Object(false), 'false'],
  ['a boxed bigint', () => Object(5n), '"5"'],
  ['a boxed symbol', () => Object(Symbol('s')), '{"[class]":"Symbol"}'],
  ['a proxy', () => new Proxy({ a: 1 }, {}), '{"a":1}'],
  ['a revoked proxy', () => hostile.revoked, '"[Object]"'],
  ['a proxy that refuses', () => hostile.refusing, '"[Object]"'],
  ['a proxy of a function', () => hostile.refusingFunction, '"[Function: anonymous]"'],
  ['the global object of a module', () => Object.freeze({ a: Object.freeze([1]) }), '{"a":[1]}'],
  ['the language', () => Math, '{}'],
]

test.each(ROWS)('%s', (_, make, json) => {
  expect(JSON.stringify(normalize(make()))).toBe(json)
})

test('there are enough rows to speak of a table', () => {
  expect(new Set(ROWS.map(([name]) => name)).size).toBe(ROWS.length)
  expect(ROWS.length).toBeGreaterThanOrEqual(60)
})

function argumentsOf(..._args: unknown[]): unknown {
  return arguments
}
