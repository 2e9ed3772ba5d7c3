import { describe, expect, test } from 'vitest'
import { normalizeEvent } from 'raven-ts/protocol'
import type { Json } from 'raven-ts/protocol'

const frame = { filename: 'a.js', function: 'f', lineno: 1 }
const base = { platform: 'other', level: 'error' }

describe('what is no event', () => {
  test.each([
    null,
    true,
    0,
    'text',
    [],
    [[]],
    {},
    { exception: 5, tags: 'x', request: [], user: null },
  ])('%j is an empty one', (raw) => {
    expect(normalizeEvent(raw)).toEqual(base)
  })
})

describe('lists in all their shapes', () => {
  const one = { type: 'E', value: 'v' }
  test.each<[string, Json, unknown]>([
    ['wrapped', { values: [one, null, 7] }, { values: [one] }],
    ['bare list', [one], { values: [one] }],
    ['single object', one, { values: [one] }],
    ['single object, wrapped', { values: one }, { values: [one] }],
    ['wrapper of wrappers', { values: { values: [one] } }, undefined],
    ['empty', {}, undefined],
    ['empty list', { values: [] }, undefined],
    ['null', null, undefined],
    ['nothing in it', [{ type: '', value: '' }], undefined],
  ])('exception: %s', (_, exception, expected) => {
    expect(normalizeEvent({ exception }).exception).toEqual(expected)
    expect(normalizeEvent({ 'sentry.interfaces.Exception': exception }).exception).toEqual(expected)
  })

  test('breadcrumbs and threads too', () => {
    expect(normalizeEvent({ breadcrumbs: [{ message: 'm', ty: 'http' }] }).breadcrumbs).toEqual({
      values: [{ message: 'm', type: 'http', level: 'info' }],
    })
    expect(
      normalizeEvent({ threads: { id: 1, current: true, stacktrace: { frames: [frame] } } })
        .threads,
    ).toEqual({
      values: [{ id: 1, current: true, stacktrace: { frames: [frame] } }],
    })
  })
})

describe('exceptions', () => {
  test('a text that is no string becomes JSON', () => {
    expect(
      normalizeEvent({ exception: { type: 'E', value: { a: 1 } } }).exception?.values[0]?.value,
    ).toBe('{"a":1}')
  })

  test('a mechanism beside the list belongs to the captured one', () => {
    const mechanism = { type: 'onerror', handled: false }
    const { exception } = normalizeEvent({
      exception: { values: [{ type: 'A' }, { type: 'B' }], mechanism },
    })
    expect(exception?.values).toEqual([{ type: 'A' }, { type: 'B', mechanism }])
  })

  test('a stack beside the only one is its stack', () => {
    const event = normalizeEvent({ exception: { type: 'A' }, stacktrace: { frames: [frame] } })
    expect(event.exception?.values).toEqual([{ type: 'A', stacktrace: { frames: [frame] } }])
    expect(event.threads).toBeUndefined()
  })

  test('of 200 the last 100 stay', () => {
    const exception = Array.from({ length: 200 }, (_, index) => ({ type: `E${index}` }))
    const values = normalizeEvent({ exception }).exception?.values ?? []
    expect(values.map((value) => value.type)).toEqual(
      exception.slice(100).map((value) => value.type),
    )
  })
})

describe('frames', () => {
  const frameOf = (raw: Json) =>
    normalizeEvent({ stacktrace: { frames: [raw] } }).threads?.values[0]?.stacktrace?.frames[0]

  test.each<[string, Json, unknown]>([
    [
      'wrong types',
      {
        filename: 'a',
        lineno: 'x',
        colno: -1,
        in_app: 'yes',
        vars: 7,
        pre_context: 'x',
        context_line: 5,
      },
      { filename: 'a' },
    ],
    ['numbers as text', { filename: 'a', lineno: '12', colno: 3.5 }, { filename: 'a', lineno: 12 }],
    [
      'the path of a URL',
      { abs_path: 'https://h/static/app.js?v=1#x' },
      { abs_path: 'https://h/static/app.js?v=1#x', filename: '/static/app.js' },
    ],
    [
      'a URL for a file name, as browsers have it',
      { filename: 'http://localhost:3000/app.js?v=1' },
      { abs_path: 'http://localhost:3000/app.js?v=1', filename: '/app.js' },
    ],
    [
      'a URL for a file name beside a path',
      { filename: 'file:///srv/shop.mjs', abs_path: '/srv/shop.mjs' },
      { filename: 'file:///srv/shop.mjs', abs_path: '/srv/shop.mjs' },
    ],
    ['a broken URL', { abs_path: 'https://' }, { abs_path: 'https://', filename: 'https://' }],
    [
      'variables in a list',
      { function: 'f', vars: ['a', 'b'] },
      { function: 'f', vars: { 0: 'a', 1: 'b' } },
    ],
    [
      'empty source lines',
      { function: 'f', context_line: '', pre_context: ['', null] },
      { function: 'f', context_line: '', pre_context: ['', ''] },
    ],
    ['no place', { lineno: 5 }, undefined],
    ['null', null, undefined],
  ])('%s', (_, raw, expected) => {
    expect(frameOf(raw)).toEqual(expected)
  })

  test('the innermost 250 stay', () => {
    const frames = Array.from({ length: 300 }, (_, index) => ({ function: `f${index}` }))
    const kept = normalizeEvent({ exception: { type: 'E', stacktrace: { frames } } }).exception
      ?.values[0]?.stacktrace?.frames
    expect(kept).toEqual(frames.slice(50))
  })
})

describe('messages', () => {
  test.each<[string, Json, unknown]>([
    ['a string', { logentry: 'hi' }, { formatted: 'hi' }],
    ['the old name', { message: 'hi' }, { formatted: 'hi' }],
    [
      'the oldest name',
      { 'sentry.interfaces.Message': { message: 'hi %s', params: ['a'] }, message: 'hi b' },
      { message: 'hi %s', params: ['a'], formatted: 'hi b' },
    ],
    [
      'an entry under the old name',
      { message: { message: '%s', params: ['a'] } },
      { message: '%s', params: ['a'], formatted: 'a' },
    ],
    [
      'named parameters',
      { logentry: { message: '{a}', params: { a: 1 } } },
      { message: '{a}', params: { a: 1 }, formatted: '1' },
    ],
    ['a template alone', { logentry: { message: 'hi' } }, { message: 'hi', formatted: 'hi' }],
    ['false', { message: false }, undefined],
    ['a number', { message: 42 }, { formatted: '42' }],
    ['a list', { message: ['a'] }, undefined],
  ])('%s', (_, raw, expected) => {
    expect(normalizeEvent(raw).logentry).toEqual(expected)
    expect(normalizeEvent(raw)).not.toHaveProperty('message')
  })
})

test('requests have one shape', () => {
  const request = {
    url: 'https://h/cart?a=1&a=2#top',
    method: 'post',
    headers: { Host: 'h', Accept: ['x', 'y'], 'X-N': 5, 'X-Null': null },
    cookies: 'sid=9; theme=a=b; flag',
    data: { card: 'x' },
    env: { REMOTE_ADDR: '::1' },
  }
  const expected = {
    url: 'https://h/cart',
    method: 'POST',
    query_string: [
      ['a', '1'],
      ['a', '2'],
    ],
    headers: [
      ['Host', 'h'],
      ['Accept', 'x, y'],
      ['X-N', '5'],
      ['X-Null', ''],
    ],
    cookies: [
      ['sid', '9'],
      ['theme', 'a=b'],
      ['flag', ''],
    ],
    data: { card: 'x' },
    env: { REMOTE_ADDR: '::1' },
  }
  expect(normalizeEvent({ request }).request).toEqual(expected)
  expect(normalizeEvent({ 'sentry.interfaces.Http': request }).request).toEqual(expected)
})

test.each<[Json, unknown]>([
  [
    '?a=%20b&c',
    [
      ['a', ' b'],
      ['c', ''],
    ],
  ],
  [
    { a: 1, b: ['x', 'y'] },
    [
      ['a', '1'],
      ['b', 'x, y'],
    ],
  ],
  [
    [['a', '1'], ['a', '2'], 'x', [], [null, 'y']],
    [
      ['a', '1'],
      ['a', '2'],
    ],
  ],
  ['%ff=%zz', [['\ufffd', '%zz']]],
  [7, undefined],
])('the query %j becomes %j', (query_string, pairs) => {
  expect(normalizeEvent({ request: { query_string } }).request?.query_string).toEqual(pairs)
})

test.each<[Json, unknown]>([
  [
    { id: 7, email: ' a@b.c ', ip_address: '{{auto}}', plan: { name: 'x' }, username: null },
    { id: '7', email: 'a@b.c', ip_address: '{{auto}}', plan: { name: 'x' } },
  ],
  [{ id: 0 }, { id: '0' }],
  [{ id: {} }, undefined],
  [{}, undefined],
  ['ann', undefined],
])('the user %j becomes %j', (user, expected) => {
  expect(normalizeEvent({ user }).user).toEqual(expected)
})

test.each<[Json, unknown]>([
  [
    { a: 'x', b: 1, c: true, d: null, e: '', f: {} },
    { a: 'x', b: '1', c: 'true' },
  ],
  [[['a', 'x'], ['a', 'y'], ['b'], 'c', [1, 2]], { a: 'x', 1: '2' }],
  [
    { 'my tag': ' two\nlines ', 'a/b': 'x' },
    { 'my-tag': 'two lines', a_b: 'x' },
  ],
  [{ release: 'x', user: 'y', kept: 'z' }, { kept: 'z' }],
  [{ long: 'x'.repeat(300) }, { long: `${'x'.repeat(197)}...` }],
  ['a=b', undefined],
])('the tags %j become %j', (tags, expected) => {
  expect(normalizeEvent({ tags }).tags).toEqual(expected)
})

test('a tag names the environment if nothing else does', () => {
  expect(normalizeEvent({ tags: { environment: 'test' } })).toEqual({
    ...base,
    environment: 'test',
  })
  expect(normalizeEvent({ tags: { environment: 'test' }, environment: 'live' })).toEqual({
    ...base,
    environment: 'live',
  })
})

test.each<[Json, string]>([
  ['warning', 'warning'],
  ['WARN', 'warning'],
  ['log', 'info'],
  ['critical', 'fatal'],
  ['trace', 'debug'],
  [10, 'debug'],
  [20, 'info'],
  [30, 'warning'],
  [40, 'error'],
  [50, 'fatal'],
  ['40', 'error'],
  ['__proto__', 'error'],
  [7, 'error'],
  [null, 'error'],
  [{}, 'error'],
  ['', 'error'],
])('the level %j means %j', (level, expected) => {
  expect(normalizeEvent({ level }).level).toBe(expected)
})

test.each<[Json, unknown]>([
  [
    ['a', 1.9, true, null, {}, ' b '],
    ['a', '1', 'true', ' b '],
  ],
  [['{{ default }}'], ['{{ default }}']],
  [[], undefined],
  ['a', undefined],
])('the fingerprint %j becomes %j', (fingerprint, expected) => {
  expect(normalizeEvent({ fingerprint }).fingerprint).toEqual(expected)
})

describe('free-form parts', () => {
  test('what lies too deep becomes its text', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`)
    const text = JSON.stringify(normalizeEvent({ extra: { deep } }).extra)
    expect(text).toContain('{\\"a\\":')
    expect(text.split('{"a":').length).toBeLessThan(10)
  })

  test('what is deeper than any call stack is only named', () => {
    let deep: Json = 1
    for (let depth = 0; depth < 200_000; depth += 1) deep = [deep]
    const event = normalizeEvent({ extra: { deep }, exception: { type: 'E', value: deep } })
    expect(JSON.stringify(event.extra)).toContain('[nested too deeply]')
    expect(event.exception?.values[0]?.value).toBe('[nested too deeply]')
  })

  test('what is too large is cut, and spares its neighbours', () => {
    const { extra } = normalizeEvent({
      extra: { large: 'x'.repeat(500_000), list: Array(100_000).fill(1), small: 'y' },
    })
    expect(extra?.['small']).toBe('y')
    expect(JSON.stringify(extra).length).toBeLessThan(40_000)
  })

  test('keys named __proto__ stay keys', () => {
    const raw = JSON.parse(
      '{"__proto__":{"level":"fatal"},"extra":{"__proto__":{"x":1}},"tags":{"__proto__":"t"},"contexts":{"__proto__":{"a":1}}}',
    )
    const event = normalizeEvent(raw)
    expect(event.level).toBe('error')
    expect(Object.keys(event.extra ?? {})).toEqual(['__proto__'])
    expect(Object.keys(event.tags ?? {})).toEqual(['__proto__'])
    expect(Object.keys(event.contexts ?? {})).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(event.extra)).toBe(Object.prototype)
  })

  test('lone surrogates and NUL become U+FFFD, and pairs are never split', () => {
    const event = normalizeEvent({
      message: '\ud800a\0b\udc00😀',
      logger: `${'x'.repeat(60)}😀${'y'.repeat(9)}`,
    })
    expect(event.logentry?.formatted).toBe('\ufffda\ufffdb\ufffd😀')
    expect(event.logger).toBe(`${'x'.repeat(60)}...`)
  })

  test('contexts and modules of the wrong type are left out', () => {
    const event = normalizeEvent({
      contexts: { os: { name: 'x' }, empty: {}, text: 'y', list: [1] },
      modules: { a: '1', b: null, c: 2 },
      sdk: 'x',
    })
    expect(event).toEqual({
      ...base,
      contexts: { os: { name: 'x' } },
      modules: { a: '1', b: '', c: '2' },
    })
  })
})

describe('events of old clients', () => {
  test('a query, a site and the time spent find their places', () => {
    const event = normalizeEvent({
      'sentry.interfaces.Query': { query: 'SELECT 1', engine: 'postgresql' },
      site: 'eu',
      time_spent: 12,
      tags: { a: 'b' },
    })
    expect(event).toEqual({
      ...base,
      logentry: { formatted: 'SELECT 1' },
      contexts: { query: { query: 'SELECT 1', engine: 'postgresql' }, raven: { time_spent: 12 } },
      tags: { site: 'eu', a: 'b' },
    })
  })

  test('a whole event of the ancestor keeps everything a page shows', () => {
    const event = normalizeEvent({
      request: {
        url: 'https://shop.example.com/cart',
        method: 'POST',
        query_string: 'sku=1',
        cookies: 'sid=9',
        headers: { Host: 'shop.example.com' },
      },
      user: { id: '7', email: 'a@example.com' },
      tags: { region: 'eu' },
      extra: { pid: 4242, note: "'first'" },
      level: 40,
      exception: {
        values: [
          {
            value: 'division by zero',
            type: 'ZeroDivisionError',
            module: 'builtins',
            stacktrace: {
              frames: [
                {
                  abs_path: '/srv/shop/cart.py',
                  filename: 'shop/cart.py',
                  module: 'shop.cart',
                  function: 'summarize',
                  lineno: 10,
                  vars: { items: [] },
                },
              ],
            },
          },
        ],
      },
      server_name: 'web-1',
      modules: { shop: '2.1.0' },
      release: '2.1.0',
      culprit: 'shop.prices in unit_price',
      message: 'ZeroDivisionError: division by zero',
      project: '42',
      timestamp: '2015-07-12T05:14:28Z',
      time_spent: null,
      event_id: '5B280C5B-d5ab-4cbd-ac6c-e90cad72e079',
      platform: 'python',
    })
    expect(event).toMatchObject({
      event_id: '5b280c5bd5ab4cbdac6ce90cad72e079',
      timestamp: Date.parse('2015-07-12T05:14:28Z') / 1000,
      platform: 'python',
      level: 'error',
      culprit: 'shop.prices in unit_price',
      server_name: 'web-1',
      release: '2.1.0',
      tags: { region: 'eu' },
      user: { id: '7', email: 'a@example.com' },
      extra: { pid: 4242, note: "'first'" },
      modules: { shop: '2.1.0' },
      request: {
        url: 'https://shop.example.com/cart',
        query_string: [['sku', '1']],
        cookies: [['sid', '9']],
      },
      logentry: { formatted: 'ZeroDivisionError: division by zero' },
    })
    expect(event.exception?.values[0]).toMatchObject({
      type: 'ZeroDivisionError',
      module: 'builtins',
    })
    expect(event.exception?.values[0]?.stacktrace?.frames[0]).toMatchObject({
      function: 'summarize',
      vars: { items: [] },
    })
    expect(event).not.toHaveProperty('contexts')
  })
})
