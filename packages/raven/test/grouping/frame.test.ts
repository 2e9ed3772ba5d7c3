import { expect, test } from 'vitest'
import type { Frame } from 'raven-ts/protocol'
import { fileName, frameWords, functionName } from '../../src/grouping/frame.ts'

test.each([
  ['charge', 'charge'],
  ['Object.charge', 'charge'],
  ['Module.charge', 'charge'],
  ['async charge', 'charge'],
  ['new Cart', 'Cart'],
  ['async Promise.all', 'all'],
  ['Cart.total [as sum]', 'total'],
  ['Cart.#secret', '#secret'],
  ['Cart.[Symbol.iterator]', '[Symbol.iterator]'],
  ['get total', 'total'],
  ['Object.<anonymous>', ''],
  ['<anonymous>', ''],
  ['outer/inner/<', ''],
  ['Anonymous function', ''],
  ['?', ''],
  ['', ''],
])('the call %j is known as %j', (name, expected) => {
  expect(functionName(name)).toBe(expected)
})

test.each([
  ['/srv/app/src/Cart.js', 'cart.js'],
  ['C:\\srv\\a.js', 'a.js'],
  ['https://h/main.3f2a9c1b.js?v=7#x', 'main.js'],
  ['/assets/index-DkJ3k2xA.js', 'index.js'],
  ['jquery-3.7.1.min.js', 'jquery.min.js'],
  ['checkout2.js', 'checkout2.js'],
  ['step-payment2.ts', 'step-payment2.ts'],
  ['main.test.js', 'main.test.js'],
  ['', ''],
])('the file %j is known as %j', (path, expected) => {
  expect(fileName(path)).toBe(expected)
})

test.each([
  [{ filename: 'src/Cart.js', function: 'total' }, 'cart.js | total'],
  [{ module: 'shop.cart', filename: 'src/Cart.js', function: 'total' }, 'shop.cart | total'],
  [{ filename: 'a.js', function: 'f', context_line: '  return   x ' }, 'a.js | f | return x'],
  [{ filename: 'a.js', function: 'f', context_line: 'x'.repeat(121) }, 'a.js'],
  [
    { filename: '/x/app.js', abs_path: 'https://h/x/app.js', function: 'f', context_line: 'go()' },
    'f | go()',
  ],
  [{ filename: '/x/app.js', abs_path: 'https://h/x/app.js', context_line: 'go()' }, 'app.js'],
  [
    { filename: '/x/app.js', abs_path: 'https://h/x/app.js', module: 'x/app', function: 'f' },
    'app.js',
  ],
  [{ filename: '/x/app.js', abs_path: 'https://h/x/app.js', function: 'pay' }, 'pay'],
  [{ filename: 'src/Cart.js', module: 'shop.src.Cart', function: 'total' }, 'cart.js | total'],
  [{ filename: 'api/users/index.js', function: 'get' }, 'users/index.js | get'],
  [{ filename: 'a.js', function: 'eval' }, undefined],
  [{ filename: '[native code]', function: 'map' }, undefined],
  [{ filename: '<anonymous>', function: 'Array.map' }, undefined],
  [
    {
      filename: 'node:internal/process/task_queues',
      function: 'process.processTicksAndRejections',
    },
    undefined,
  ],
  [{ filename: '/x/node_modules/tslib/tslib.js', function: 'step' }, undefined],
  [{ lineno: 7 }, undefined],
])('%j says %j', (frame, words) => {
  expect(frameWords(frame)?.key).toBe(words)
})

test.each<[Frame, string]>([
  [{ filename: 'src/cart.js', function: 'total', context_line: 'return sum' }, 'total (cart.js)'],
  [{ module: 'shop.cart', function: 'Cart.total' }, 'total (shop.cart)'],
  [{ filename: 'src/cart.js', context_line: 'go()' }, 'cart.js'],
  [{ abs_path: 'https://h/x.js', filename: '/x.js', function: 'f', context_line: 'go()' }, 'f'],
])('%j is called %j among people', (frame, shown) => {
  expect(frameWords(frame)?.shown).toBe(shown)
})
