import { describe, expect, test } from 'vitest'
import { snapshotChain, snapshotFirst, type CaughtError } from '../../src/events/chain.ts'
import { exceptionKey } from '../../src/events/flood-key.ts'
import { siteOfPlace } from '../../src/stack/site-cache.ts'
import { StackReader } from '../../src/stack/stack-reader.ts'
import { Fragments } from '../../src/values/fragments.ts'
import { hostile, thrower } from '../values/hostile.ts'

const reader = new StackReader({
  rules: { root: '/', include: [], exclude: [] },
  fragments: new Fragments(),
})
const HERE = [siteOfPlace({ file: '/here.js', line: 1, column: 1 })]
const GENERIC = { type: 'generic', handled: true }
const chain = (thrown: unknown): CaughtError[] =>
  snapshotChain(
    thrown,
    GENERIC,
    { reader },
    snapshotFirst(thrown, { reader }, () => HERE),
  )
const only = (thrown: unknown): CaughtError => {
  const links = chain(thrown)
  expect(links).toHaveLength(1)
  return links[0]!
}

class PaymentError extends Error {}
class Named extends Error {
  override name = 'Renamed'
}
class Cart {
  items = 1
}

describe('type and value', () => {
  // makers, because the runner prints the values of a table
  const table: [string, () => unknown, string, string][] = [
    ['an error', () => new Error('m'), 'Error', 'm'],
    ['one without message', () => new TypeError(), 'TypeError', ''],
    ['a subclass', () => new PaymentError('card'), 'PaymentError', 'card'],
    ['one with a name', () => new Named('m'), 'Renamed', 'm'],
    ['a name that is no text', () => Object.assign(new Error('m'), { name: 7 }), 'Error', 'm'],
    [
      'an empty name',
      () => Object.assign(new PaymentError('m'), { name: '' }),
      'PaymentError',
      'm',
    ],
    [
      'a message that is no text',
      () => Object.assign(new Error(), { message: { a: 1 } }),
      'Error',
      'Object with a',
    ],
    ['a DOMException', () => new DOMException('stop', 'AbortError'), 'AbortError', 'stop'],
    ['a huge message', () => new Error('x'.repeat(50_000_000)), 'Error', `${'x'.repeat(8189)}...`],
    [
      'a huge name',
      () => Object.assign(new Error('m'), { name: 'n'.repeat(9_999) }),
      `${'n'.repeat(253)}...`,
      'm',
    ],
    ['text', () => 'boom', 'string', 'boom'],
    ['empty text', () => '', 'string', ''],
    ['a number', () => 42, 'number', '42'],
    ['undefined', () => undefined, 'undefined', 'undefined'],
    ['null', () => null, 'null', 'null'],
    ['a symbol', () => Symbol('s'), 'symbol', 'Symbol(s)'],
    ['a bigint', () => 7n, 'bigint', '7n'],
    ['a function', () => thrower, 'function', '[Function: thrower]'],
    ['an object', () => ({ a: 1 }), 'Object', 'Object with a'],
    ['an object with a message', () => ({ message: 'm' }), 'Object', 'm'],
    ['an instance', () => new Cart(), 'Cart', '[Cart]'],
    ['a null prototype', () => Object.create(null), 'Object', '[Object]'],
    ['a list', () => [1], 'Array', 'Array of 1'],
    ['a promise', () => Promise.resolve(), 'Promise', '[Promise]'],
    [
      'what walks like an error',
      () => ({ name: 'Odd', message: 'm', stack: 'Odd: m\n    at f (/a.js:1:1)' }),
      'Odd',
      'm',
    ],
    [
      'getters that throw',
      () =>
        Object.defineProperties(new Error('m'), {
          name: { get: thrower },
          message: { get: thrower },
        }),
      'Error',
      '',
    ],
    ['a revoked proxy', () => hostile.revoked, 'Object', '[Object]'],
    ['a proxy that refuses', () => hostile.refusingError, 'Object', '[Object]'],
  ]
  test.each(table)('of %s', (_, make, type, value) => {
    expect(only(make())).toMatchObject({ type, value })
  })
})

test('what is no error is marked, and gets the present stack', () => {
  const { mechanism, sites } = only('boom')
  expect(mechanism).toEqual({ ...GENERIC, synthetic: true, exception_id: 0 })
  expect(sites).toBe(HERE)
})

test('an error without frames gets the present stack, its causes do not', () => {
  const bare = (cause?: unknown) => Object.assign(new Error('m', { cause }), { stack: 'Error: m' })
  const [first, second] = chain(bare(bare()))
  expect(first?.sites).toBe(HERE)
  expect(second?.sites).toEqual([])
})

describe('causes', () => {
  test('follow the captured error, numbered from it', () => {
    const error = new PaymentError('outer', { cause: new TypeError('middle', { cause: 'inner' }) })
    expect(chain(error).map(({ type, value, mechanism }) => ({ type, value, mechanism }))).toEqual([
      { type: 'PaymentError', value: 'outer', mechanism: { ...GENERIC, exception_id: 0 } },
      {
        type: 'TypeError',
        value: 'middle',
        mechanism: {
          type: 'chained',
          handled: true,
          source: 'cause',
          exception_id: 1,
          parent_id: 0,
        },
      },
      {
        type: 'string',
        value: 'inner',
        mechanism: {
          type: 'chained',
          handled: true,
          synthetic: true,
          source: 'cause',
          exception_id: 2,
          parent_id: 1,
        },
      },
    ])
  })

  test.each<[string, () => Error, number]>([
    ['itself', () => selfCaused(), 1],
    ['each other', () => twoOfEachOther(), 2],
    ['nothing', () => new Error('m', { cause: undefined }), 1],
    ['null', () => new Error('m', { cause: null }), 1],
    [
      'a getter that throws',
      () => Object.defineProperty(new Error('m'), 'cause', { get: thrower }),
      1,
    ],
    ['a getter that never ends', () => endless(), 10],
    ['a thousand others', () => nested(1_000), 10],
    ['a revoked proxy', () => new Error('m', { cause: hostile.revoked }), 2],
    [
      'an object with a cause of its own',
      () => new Error('m', { cause: { cause: new Error('x') } }),
      2,
    ],
    ['zero', () => new Error('m', { cause: 0 }), 2],
  ])('may be %s', (_, make, links) => {
    expect(chain(make())).toHaveLength(links)
  })
})

describe('groups', () => {
  const mechanisms = (thrown: unknown) =>
    chain(thrown).map(({ value, mechanism: { source, parent_id, is_exception_group } }) => [
      value,
      source,
      parent_id,
      is_exception_group,
    ])

  test('hold their members, each with its own causes', () => {
    const first = new Error('first', { cause: new Error('why') })
    const group = new AggregateError([first, 'second'], 'all', { cause: new Error('outer') })
    expect(mechanisms(group)).toEqual([
      ['all', undefined, undefined, true],
      ['outer', 'cause', 0, undefined],
      ['first', 'errors[0]', 0, undefined],
      ['why', 'cause', 2, undefined],
      ['second', 'errors[1]', 0, undefined],
    ])
  })

  test('of one error that hides another name both', () => {
    class SuppressedError extends Error {
      error = new Error('in cleanup')
      suppressed = new Error('before')
    }
    expect(mechanisms(new SuppressedError('m'))).toEqual([
      ['m', undefined, undefined, true],
      ['in cleanup', 'error', 0, undefined],
      ['before', 'suppressed', 0, undefined],
    ])
  })

  test.each<[string, () => Error, number]>([
    ['a thousand members', () => new AggregateError(manyErrors(1_000)), 6],
    ['ten thousand members', () => new AggregateError(manyErrors(10_000)), 6],
    ['groups in groups', () => groupOf(8), 10],
    ['itself', () => Object.assign(new AggregateError([]), { errors: selfGrouped() }), 2],
    ['no list', () => Object.assign(new AggregateError([]), { errors: 7 }), 1],
    [
      'a revoked proxy',
      () => Object.assign(new AggregateError([]), { errors: hostile.revoked }),
      1,
    ],
    ['a list of some other error', () => Object.assign(new Error('m'), { errors: [1] }), 1],
  ])('of %s stay bounded', (_, make, links) => {
    expect(chain(make())).toHaveLength(links)
  })
})

describe('what is left out is counted at the captured error', () => {
  test.each<[string, () => unknown, number | undefined]>([
    ['ten errors', () => nested(10), undefined],
    ['eleven', () => nested(11), 1],
    ['a thousand', () => nested(1_000), 990],
    ['ten thousand', () => nested(10_000), 1_000],
    ['causes without end', endless, 1_000],
    ['a group of six', () => new AggregateError(manyErrors(6)), 1],
    ['a group of a million', () => new AggregateError(Array.from({ length: 1e6 }, () => 1)), 1_000],
    ['a long chain in a group', () => new AggregateError([nested(20), 'x']), 12],
    ['a chain that bites its tail', twoOfEachOther, undefined],
    ['one error named twice', () => new AggregateError([1, 1]), undefined],
  ])('%s', (_, make, count) => {
    const [first, ...causes] = chain(make())
    expect(first?.mechanism.data?.left_out).toBe(count)
    expect(causes.filter(({ mechanism }) => mechanism.data)).toEqual([])
  })

  test('beside what an integration says', () => {
    const said = { type: 'auto.x', handled: false, data: { function: 'f' } }
    const error = nested(12)
    const link = snapshotFirst(error, { reader }, () => HERE)
    const [first, second] = snapshotChain(error, said, { reader }, link)
    expect(first?.mechanism).toEqual({
      ...said,
      exception_id: 0,
      data: { function: 'f', left_out: 2 },
    })
    expect(second?.mechanism).toEqual({
      type: 'chained',
      handled: false,
      exception_id: 1,
      parent_id: 0,
      source: 'cause',
    })
  })
})

test('every parent stands before its children, whatever the shape', () => {
  const shapes = [nested(4), groupOf(3), new AggregateError([nested(3), groupOf(2)], 'm')]
  for (const shape of shapes) {
    for (const [i, { mechanism }] of chain(shape).entries()) {
      expect(mechanism.exception_id).toBe(i)
      if (i > 0) expect(mechanism.parent_id).toBeLessThan(i)
    }
  }
})

function manyErrors(count: number): Error[] {
  return Array.from({ length: count }, (_, i) => new Error(String(i)))
}

function groupOf(depth: number): Error {
  return new AggregateError(depth === 0 ? [] : [groupOf(depth - 1), groupOf(depth - 1)], 'm')
}

function selfGrouped(): Error[] {
  const group = new AggregateError([])
  group.errors = [group]
  return [group, group]
}

test('what is captured does not change with the error', () => {
  const error = new Error('before')
  const link = only(error)
  error.message = 'after'
  error.name = 'After'
  expect(link).toMatchObject({ type: 'Error', value: 'before' })
})

function selfCaused(): Error {
  const error = new Error('m')
  error.cause = error
  return error
}

function twoOfEachOther(): Error {
  const first = new Error('1')
  first.cause = new Error('2', { cause: first })
  return first
}

function nested(depth: number): Error {
  let error = new Error('0')
  for (let i = 1; i < depth; i++) error = new Error(String(i), { cause: error })
  return error
}

function endless(): Error {
  return Object.defineProperty(new Error('m'), 'cause', { get: endless })
}

describe('codes', () => {
  const codeOf = (code: unknown) =>
    only(Object.assign(new Error('m'), { code })).mechanism.data?.['code']

  test.each(['ENOENT', 'ERR_INVALID_ARG_TYPE', '23505', 'P2002', 'auth/user-not-found', 11000, -2])(
    '%s is told',
    (code) => expect(codeOf(code)).toBe(code),
  )

  test.each([
    ['text', 'a whole sentence'],
    ['nothing', ''],
    ['long text', 'x'.repeat(65)],
    ['a fraction', 0.5],
    ['a number as large as an id', 4_111_111],
    ['an object', { toString: () => 'E' }],
    ['null', null],
  ])('%s is none', (_name, code) =>
    expect(only(Object.assign(new Error('m'), { code })).mechanism.data).toBeUndefined(),
  )

  test('one that would have to be computed is left alone', () => {
    let asked = 0
    const code = { get: () => `E${++asked}`, enumerable: true }
    expect(only(Object.defineProperty(new Error('m'), 'code', code)).mechanism.data).toBeUndefined()
    expect(asked).toBe(0)
    expect(only(new DOMException('m', 'AbortError')).mechanism.data).toBeUndefined()
  })

  test('each error of a chain has its own', () => {
    const cause = Object.assign(new Error('disk'), { code: 'ENOSPC' })
    const codes = chain(new Error('m', { cause })).map(({ mechanism }) => mechanism.data)
    expect(codes).toEqual([undefined, { code: 'ENOSPC' }])
  })

  test('errors of Node itself have one', () => {
    const links = chain(thrownBy(() => Buffer.alloc('x' as never)))
    expect(links[0]?.mechanism.data).toEqual({ code: 'ERR_INVALID_ARG_TYPE' })
  })

  test('what the call says of it counts, and what else it says stays', () => {
    const error = Object.assign(new Error('m'), { code: 'ENOENT' })
    const first = snapshotFirst(error, { reader }, () => HERE)
    const said = (data: Record<string, string>) =>
      snapshotChain(error, { ...GENERIC, data }, { reader }, first)[0]?.mechanism.data
    expect(said({ at: 'door' })).toEqual({ code: 'ENOENT', at: 'door' })
    expect(said({ code: 'OURS' })).toEqual({ code: 'OURS' })
  })

  test('tells kinds apart in a flood', () => {
    const keyOf = (code: string) =>
      exceptionKey(snapshotFirst(Object.assign(new Error('m'), { code }), { reader }, () => HERE))
    expect(new Set(['ENOENT', 'EACCES', 'ENOENT'].map(keyOf)).size).toBe(2)
  })
})

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
