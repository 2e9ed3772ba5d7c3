/** Values that fight back, by name: whoever looks at one may run its code. */

import { createContext, runInContext } from 'node:vm'
import { hostile, thrower } from '../values/hostile.ts'

// oxlint-disable-next-line unicorn/no-thenable -- what these values are about
const THEN = 'then'

/** A promise only by its method. */
export function thenable(
  then: (yes: (value: unknown) => void, no: (error: unknown) => void) => void,
): object {
  return { [THEN]: then }
}

const OTHER_REALM = createContext({})

/** What a piece of code makes in a realm of its own. */
export function elsewhere(code: string): unknown {
  return runInContext(code, OTHER_REALM)
}

const throwing = (...keys: string[]): object =>
  Object.defineProperties(
    {},
    Object.fromEntries(keys.map((key) => [key, { get: thrower, enumerable: true }])),
  )

/** Values as makers: what they are may not be looked at before it is time. */
export const VALUES: Record<string, () => unknown> = {
  undefined: () => undefined,
  null: () => null,
  zero: () => 0,
  text: () => 'text',
  'half a pair': () => '\ud83d',
  symbol: () => Symbol('s'),
  bigint: () => 10n,
  list: () => [1, [2]],
  map: () => new Map([['password', 'x']]),
  'revoked proxy': () => hostile.revoked,
  'refusing proxy': () => hostile.refusing,
  'refusing list': () => hostile.refusingList,
  'refusing error': () => hostile.refusingError,
  'refusing function': () => hostile.refusingFunction,
  'throwing getters': () =>
    throwing('message', 'stack', 'name', 'cause', 'tags', 'user', 'type', 'values', 'a'),
  'throwing conversions': () => ({
    toString: thrower,
    valueOf: thrower,
    toJSON: thrower,
    [Symbol.toPrimitive]: thrower,
  }),
  'null prototype': () => Object.create(null),
  cycle: () => {
    const it: Record<string, unknown> = {}
    it.self = it
    it.cause = it
    return it
  },
  error: () => new Error('x', { cause: 'y' }),
  'frozen error': () => Object.freeze(new Error('x')),
  'error with odd parts': () =>
    Object.assign(new Error('x'), {
      stack: 7,
      message: Symbol('m'),
      name: {},
      cause: hostile.refusing,
    }),
  'many frames': () => ({ message: 'm', stack: `E: m${'\n    at f (/x.js:1:1)'.repeat(1_000)}` }),
  date: () => new Date(Number.NaN),
  values: () => ({ values: [{ stacktrace: { frames: [null, 7, { vars: { a: 1 } }] } }, null] }),
  'text for values': () => ({ values: 'text' }),
  function: () => thrower,
  class: () => class extends Error {},
  'of another realm': () => elsewhere('({ a: [new Error("x")], map: new Map([[1, {}]]) })'),
  'error of another realm': () => elsewhere('new TypeError("x", { cause: new Error("y") })'),
  'error whose parts throw': () =>
    Object.defineProperties(
      new Error('x'),
      Object.fromEntries(
        ['stack', 'name', 'message', 'cause', 'errors', 'code', 'constructor'].map((key) => [
          key,
          { get: thrower },
        ]),
      ),
    ),
  'its own cause': () => {
    const error = new Error('x')
    error.cause = new AggregateError([error, error], 'y', { cause: error })
    return error
  },
  'frozen tree': () => Object.freeze({ a: Object.freeze([Object.freeze({ b: 1 })]) }),
  'long text': () => 'x'.repeat(100_000),
  bytes: () => new Uint8Array(20_000),
  deep: () => {
    let it: object = {}
    for (let n = 0; n < 1_000; n++) it = { it }
    return it
  },
  'sparse list': () => Object.assign([], { length: 2 ** 32 - 1 }),
  infinite: () => Number.POSITIVE_INFINITY,
  'not a number': () => Number.NaN,
  negative: () => -1,
  true: () => true,
  'rejected promise': () => handled(Promise.reject(new Error('x'))),
  'rejected promise of another realm': () =>
    handled(elsewhere('Promise.reject(1)') as Promise<unknown>),
  'promise of a strange class': () =>
    Object.defineProperty(Promise.resolve(true), 'constructor', { get: thrower }),
  'promise that never settles': () => new Promise(() => {}),
  'thenable that throws': () => thenable(thrower),
  'thenable that refuses': () => Object.defineProperty({}, THEN, { get: thrower }),
  'thenable that answers at once, twice': () =>
    thenable((yes, no) => {
      yes(false)
      no(new Error('x'))
      throw new Error('x')
    }),
}

/** What the program itself has taken care of. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

/** What a capture can be told. */
export const CAPTURE_FIELDS = [
  'data',
  'date',
  'extra',
  'tags',
  'user',
  'request',
  'level',
  'culprit',
  'fingerprint',
  'logger',
  'timeSpent',
  'stack',
  'mechanism',
  'params',
] as const
