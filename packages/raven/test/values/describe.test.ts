import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { className, describe as textOf, readProperty } from '../../src/values/describe.ts'
import { hostile, thrower } from './hostile.ts'

class Cart {
  items = 2
}

const table: readonly (readonly [unknown, string])[] = [
  ['text', 'text'],
  [undefined, 'undefined'],
  [null, 'null'],
  [7, '7'],
  [-0, '0'],
  [7n, '7n'],
  [1n << 99_999n, '[BigInt: over 400 digits]n'],
  [Symbol('s'), 'Symbol(s)'],
  [thrower, '[Function: thrower]'],
  [hostile.refusingFunction, '[Function: anonymous]'],
  [{}, '[Object]'],
  [[], '[Array]'],
  [new Cart(), '[Cart]'],
  [Object.create(null), '[Object]'],
  [Object.create({ constructor: 7 }), '[Object]'],
  [{ toString: thrower, [Symbol.toPrimitive]: thrower }, '[Object]'],
  [hostile.revoked, '[Object]'],
  [hostile.refusing, '[Object]'],
]

// the runner would print the values of a table, and hostile ones refuse
test('every value has a line of text', () => {
  for (const [value, text] of table) expect(textOf(value)).toBe(text)
})

test('names of classes and functions are cut', () => {
  const Long = Object.defineProperty(class extends Cart {}, 'name', { value: 'x'.repeat(10_000) })
  expect(className(new Long())).toHaveLength(200)
  expect(textOf(Long).length).toBeLessThan(220)
})

test('a prototype that names no class leaves that to the next, as in errors of sockets', async () => {
  const socket = connect(1, '127.0.0.1')
  const [refused] = (await once(socket, 'error')) as [Error]
  expect(className(refused)).toBe('Error')
  expect(className(Object.create(new Cart()) as object)).toBe('Cart')
})

test('a property that refuses to be read is undefined', () => {
  const refusing = [
    hostile.revoked,
    hostile.refusing,
    Object.defineProperty({}, 'key', { get: thrower }),
  ]
  expect(refusing.map((value) => readProperty(value, 'key'))).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
