import { describe, expect, test } from 'vitest'
import { EMPTY_SCOPE, mergeScopes, scopeOf, type ScopeData } from '../../src/scope/scope-data.ts'
import { tagsOf } from '../../src/scope/tags.ts'
import { normalize } from '../../src/values/normalize.ts'
import { hostile, thrower } from '../values/hostile.ts'

const scope = (data: Partial<ScopeData>): ScopeData => ({ ...EMPTY_SCOPE, ...data })

describe('layers merge', () => {
  test('key by key for tags, extra and fields; as a whole for user and request', () => {
    const outer = scope({
      user: { id: 1, email: 'a@b.test' },
      request: { url: '/a', method: 'GET' },
      tags: { a: '1', b: '1' },
      extra: { a: { x: 1 }, b: 1 },
      fields: { logger: 'a', dist: 'd' },
    })
    const inner = scope({
      user: { id: 2 },
      tags: { b: '2' },
      extra: { a: { y: 2 } },
      fields: { logger: 'b' },
    })
    expect(mergeScopes(outer, inner)).toEqual({
      user: { id: 2 },
      request: { url: '/a', method: 'GET' },
      tags: { a: '1', b: '2' },
      extra: { a: { y: 2 }, b: 1 },
      fields: { logger: 'b', dist: 'd' },
      breadcrumbs: [],
    })
  })

  test('breadcrumbs in a row, the same one only once', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((message) => ({ message }))
    const outer = scope({ breadcrumbs: [a!, b!] })
    const forked = scope({ breadcrumbs: [a!, b!, c!] })
    const alike = scope({ breadcrumbs: [{ message: 'a' }] })
    expect(mergeScopes(outer, forked).breadcrumbs).toEqual([a, b, c])
    expect(mergeScopes(outer, alike).breadcrumbs).toEqual([a, b, a])
  })

  test('nothing changes nothing', () => {
    const some = scope({ tags: { a: '1' } })
    expect(mergeScopes(some, EMPTY_SCOPE)).toBe(some)
    expect(mergeScopes(EMPTY_SCOPE, some)).toBe(some)
  })

  test('__proto__ is a key like any other', () => {
    const data: object = JSON.parse('{"extra":{"__proto__":{"a":1}},"tags":{"__proto__":"t"}}')
    const merged = mergeScopes(scope({ tags: { a: '1' } }), scopeOf({ ...data }, normalize))
    expect(JSON.stringify(merged.extra)).toBe('{"__proto__":{"a":1}}')
    expect(JSON.stringify(merged.tags)).toBe('{"a":"1","__proto__":"t"}')
  })
})

test('a layer keeps no reference to what it was made of', () => {
  const user = { id: 1, nested: { a: 1 } }
  const extra = { list: [1] }
  const made = scopeOf({ user, extra, logger: 'x' }, normalize)
  user.nested.a = 2
  extra.list.push(2)
  expect(made).toEqual({
    ...EMPTY_SCOPE,
    user: { id: 1, nested: { a: 1 } },
    extra: { list: [1] },
    fields: { logger: 'x' },
  })
})

// made in the test, because the runner prints the values of a table, which these refuse
test('what a program hands over may refuse to be read', () => {
  const bad: unknown[] = [
    null,
    undefined,
    7,
    'text',
    [],
    hostile.revoked,
    hostile.refusing,
    { user: hostile.revoked, tags: hostile.refusing, extra: hostile.revoked, request: 'x' },
    {
      get user() {
        return thrower()
      },
      get anything() {
        return thrower()
      },
    },
  ]
  for (const input of bad) {
    const made = scopeOf(input as object & Record<string, unknown>, normalize)
    expect(made.breadcrumbs).toEqual([])
    expect(() => JSON.stringify(made)).not.toThrow()
  }
  const half = {
    get user() {
      return thrower()
    },
    tags: { a: 'b' },
  }
  expect(scopeOf(half, normalize).tags).toEqual({ a: 'b' })
})

describe('tags are short text', () => {
  test.each<[unknown, Record<string, string>]>([
    [
      { a: 'b', n: 1.5, t: true, f: false, big: 7n },
      { a: 'b', n: '1.5', t: 'true', f: 'false', big: '7' },
    ],
    [{ a: '', b: '  ', c: null, d: undefined, e: {}, f: [], g: () => {}, h: Symbol('s') }, {}],
    [{ a: ' x\ny\r\nz ' }, { a: 'x y  z' }],
    [{ 'a b\tc': 'x', '  ': 'y', '': 'z' }, { 'a-b-c': 'x' }],
    [{ a: 'x'.repeat(1_000) }, { a: 'x'.repeat(200) }],
    [{ ['k'.repeat(1_000)]: 'v' }, { ['k'.repeat(200)]: 'v' }],
    [{ a: Number.NaN }, { a: 'NaN' }],
    [null, {}],
    ['text', {}],
    [['a', 'b'], { '0': 'a', '1': 'b' }],
  ])('%#', (tags, expected) => {
    expect(tagsOf(tags)).toEqual(expected)
  })

  test('a million of them, or one of 50 MB, is no burden', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`t${i}`, 'v']))
    expect(Object.keys(tagsOf(many))).toHaveLength(1_000)
    expect(tagsOf({ a: `${' '.repeat(1_000)}${'x'.repeat(50_000_000)}` }).a).toHaveLength(200)
  })

  test('a tag that refuses to be read is left out', () => {
    expect(
      tagsOf({
        a: '1',
        get b() {
          return thrower()
        },
        c: '3',
      }),
    ).toEqual({ a: '1', c: '3' })
    expect(tagsOf(hostile.refusing)).toEqual({})
    expect(tagsOf(hostile.revoked)).toEqual({})
  })
})
