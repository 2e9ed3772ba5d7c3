/** Anything may be thrown: how each is called in a list, and where its frames come from. */

import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { eventTitle } from '../../src/protocol/title.ts'
import { recorder } from '../support/recorder.ts'
import { hostile, thrower } from '../values/hostile.ts'

class Cart {
  items = 1
}
class CardError extends Error {}
class SuppressedError extends Error {
  error = new Error('cleanup')
  suppressed = new Error('first')
}
const realm = createContext({})
const madeHere = () => new Error('m')
const withStack = (stack: unknown) => Object.assign(madeHere(), { stack })

/** `error`: the frames are those of `madeHere` or another maker; `capture`: those of the call. */
type Frames = 'error' | 'capture'

interface Row {
  readonly title: string
  readonly type: string
  readonly value: string
  readonly frames: Frames
}

const said = (title: string, type: string): Row => ({
  title,
  type,
  value: title,
  frames: 'capture',
})
const error = (type: string, value: string, frames: Frames = 'error'): Row => ({
  title: value === '' ? type : `${type}: ${value}`,
  type,
  value,
  frames,
})

const ISSUES = [
  { path: ['user', 0, 'email'], message: 'Invalid email' },
  { path: [], message: 'Too short' },
]

const ROWS: readonly (readonly [string, () => unknown, Row])[] = [
  ['text', () => 'boom', said('boom', 'string')],
  [
    'empty text',
    () => '',
    { title: expect.any(String), type: 'string', value: '', frames: 'capture' },
  ],
  ['a number', () => 42, said('42', 'number')],
  ['NaN', () => Number.NaN, said('NaN', 'number')],
  ['undefined', () => undefined, said('undefined', 'undefined')],
  ['null', () => null, said('null', 'null')],
  ['false', () => false, said('false', 'boolean')],
  ['a symbol', () => Symbol('s'), said('Symbol(s)', 'symbol')],
  ['a bigint', () => 7n, said('7n', 'bigint')],
  ['a function', () => thrower, said('[Function: thrower]', 'function')],
  ['a class', () => Cart, said('[Function: Cart]', 'function')],
  ['an empty object', () => ({}), said('[Object]', 'Object')],
  ['an object', () => ({ a: 1, b: 2 }), said('Object with a, b', 'Object')],
  [
    'an object of many keys',
    () => Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i])),
    said('Object with k0, k1, k2, k3, k4, k5, k6, k7 and 12 more', 'Object'),
  ],
  ['an object with a message', () => ({ message: 'm', code: 1 }), said('m', 'Object')],
  ['an object with an error', () => ({ error: 'not found' }), said('not found', 'Object')],
  ['an object with an Error', () => ({ error: new Error('inner') }), said('inner', 'Object')],
  ['an object with a code', () => ({ code: 'E_FULL' }), said('code E_FULL', 'Object')],
  ['an object with a status', () => ({ status: 503 }), said('status 503', 'Object')],
  ['a null prototype', () => Object.create(null), said('[Object]', 'Object')],
  ['an instance', () => new Cart(), said('[Cart]', 'Cart')],
  ['a list', () => [1, 2], said('Array of 2', 'Array')],
  ['a map', () => new Map([['a', 1]]), said('[Map]', 'Map')],
  ['a date', () => new Date(0), said('[Date]', 'Date')],
  ['a pattern', () => /x/, said('[RegExp]', 'RegExp')],
  ['a promise', () => Promise.resolve(1), said('[Promise]', 'Promise')],
  [
    'a response',
    () => new Response('body', { status: 404, statusText: 'Not Found' }),
    said('Response 404 Not Found', 'Response'),
  ],
  [
    'a request',
    () => new Request('http://shop.test/cart?token=x', { method: 'PUT' }),
    said('Request PUT http://shop.test/cart', 'Request'),
  ],
  ['an event', () => new Event('offline'), said('Event offline', 'Event')],
  [
    'what axios rejects with, as JSON',
    () => ({ isAxiosError: true, message: 'Network Error', code: 'ERR_NETWORK', status: null }),
    said('Network Error', 'Object'),
  ],
  [
    'what zod finds',
    () => ({ issues: ISSUES, name: 'ZodError' }),
    said('user.0.email: Invalid email (and 1 more)', 'Object'),
  ],
  [
    'an answer of GraphQL',
    () => ({ errors: [{ message: 'No cart', path: ['cart'], locations: [{ line: 1 }] }] }),
    said('cart: No cart', 'Object'),
  ],
  ['a proxy', () => new Proxy({ message: 'm' }, {}), said('m', 'Object')],
  ['a revoked proxy', () => hostile.revoked, said('[Object]', 'Object')],
  ['a proxy that refuses', () => hostile.refusing, said('[Object]', 'Object')],
  ['a DOMException', () => new DOMException('stop', 'AbortError'), error('AbortError', 'stop')],
  ['a group', () => new AggregateError([new Error('a')], 'all'), error('AggregateError', 'all')],
  ['a group that says nothing', () => new AggregateError([]), error('AggregateError', '')],
  ['an error that hides another', () => new SuppressedError('m'), error('SuppressedError', 'm')],
  [
    'an error whose stack throws',
    () => Object.defineProperty(madeHere(), 'stack', { get: thrower }),
    error('Error', 'm', 'capture'),
  ],
  ['an error without stack', () => withStack(undefined), error('Error', 'm', 'capture')],
  ['an error with a number for stack', () => withStack(7), error('Error', 'm', 'capture')],
  ['an error with a list for stack', () => withStack(['at a']), error('Error', 'm', 'capture')],
  ['a frozen error', () => Object.freeze(madeHere()), error('Error', 'm')],
  [
    'an error of another realm',
    () => runInContext('new TypeError("far")', realm, { filename: '/far.js' }),
    error('TypeError', 'far'),
  ],
  ['an error caused by text', () => new Error('m', { cause: 'why' }), error('Error', 'm')],
  ['an error caused by a number', () => new Error('m', { cause: 7 }), error('Error', 'm')],
  ['an error caused by null', () => new Error('m', { cause: null }), error('Error', 'm')],
  ['an error caused by itself', () => selfCaused(), error('Error', 'm')],
  ['a subclass without a name', () => new CardError('declined'), error('CardError', 'declined')],
  [
    'a name that is empty',
    () => Object.assign(new TypeError('m'), { name: '' }),
    error('TypeError', 'm'),
  ],
  [
    'a message that is no text',
    () => Object.assign(madeHere(), { message: { code: 5 } }),
    error('Error', 'code 5'),
  ],
  ['a proxy of an error', () => new Proxy(madeHere(), {}), error('Error', 'm')],
  [
    'a copy of an error',
    () => structuredClone(new RangeError('copied')),
    error('RangeError', 'copied'),
  ],
]

test.each(ROWS)('%s', async (_, make, row) => {
  const { client, events } = recorder()
  const thrown = make()
  captureHere(client, thrown)
  const [event] = await events()
  const exception = event?.exception?.values.at(-1)
  const calls = exception?.stacktrace?.frames?.map((frame) => frame.function)
  expect({
    title: eventTitle(event ?? {}),
    type: exception?.type,
    value: exception?.value,
    frames: calls?.at(-1) === 'captureHere' ? 'capture' : 'error',
  }).toEqual(row)
  expect(calls?.length).toBeGreaterThan(0)
})

function captureHere(client: ReturnType<typeof recorder>['client'], thrown: unknown): void {
  client.captureException(thrown)
}

function selfCaused(): Error {
  const one = madeHere()
  one.cause = one
  return one
}

test('an object that is no error is kept as a whole, masked like all data', async () => {
  const { client, events } = recorder()
  client.captureException({ status: 409, cart: { id: 7 }, password: 'swordfish' })
  const [event] = await events()
  expect(event?.extra).toMatchObject({
    __serialized__: { status: 409, cart: { id: 7 }, password: '[Filtered]' },
  })
})

test.each<[string, () => unknown]>([
  ['text', () => 'boom'],
  ['an error', () => new Error('m')],
])('%s needs no such copy', async (_, make) => {
  const { client, events } = recorder()
  client.captureException(make())
  const [event] = await events()
  expect(event?.extra ?? {}).not.toHaveProperty('__serialized__')
})
