import { expect, test } from 'vitest'
import { levelOf } from '../../src/client/levels.ts'

test.each<[unknown, string]>([
  ['debug', 'debug'],
  ['info', 'info'],
  ['warning', 'warning'],
  ['error', 'error'],
  ['fatal', 'fatal'],
  ['WARN', 'warning'],
  ['Critical', 'fatal'],
  ['log', 'info'],
  ['trace', 'debug'],
  [10, 'debug'],
  [20, 'info'],
  [30, 'warning'],
  [40, 'error'],
  [50, 'fatal'],
  [25, 'info'],
  [39, 'warning'],
  [5, 'debug'],
  [60, 'fatal'],
  [0, 'fallback'],
  [-10, 'fallback'],
  [Number.NaN, 'fallback'],
  [Infinity, 'fallback'],
  ['30', 'fallback'],
  ['', 'fallback'],
  ['constructor', 'fallback'],
  ['__proto__', 'fallback'],
  [undefined, 'fallback'],
  [null, 'fallback'],
  [{}, 'fallback'],
  [30n, 'fallback'],
])('%o is %s', (level, expected) => {
  expect(levelOf(level, 'fallback' as 'error')).toBe(expected)
})
