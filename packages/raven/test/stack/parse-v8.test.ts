import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseV8Call, parseV8Line } from '../../src/stack/parse-v8.ts'
import { parseStack } from '../../src/stack/parse-stack.ts'

const at = (file: string, line: number, column: number) => ({ file, line, column })

test.each([
  ['fn (/srv/a.js:1:2)', { function: 'fn', ...at('/srv/a.js', 1, 2) }],
  ['/srv/a.js:1:2', at('/srv/a.js', 1, 2)],
  ['async fn (/srv/a.js:1:2)', { function: 'fn', ...at('/srv/a.js', 1, 2) }],
  ['async file:///srv/a.mjs:1:2', at('file:///srv/a.mjs', 1, 2)],
  ['async Promise.all (index 1)', { function: 'Promise.all' }],
  ['new Cart (/srv/a.js:1:2)', { function: 'Cart', ...at('/srv/a.js', 1, 2) }],
  ['new <anonymous> (/srv/a.js:1:2)', at('/srv/a.js', 1, 2)],
  ['new Promise (<anonymous>)', { function: 'Promise' }],
  ['Object.fn [as alias] (/a.js:1:2)', { function: 'Object.fn [as alias]', ...at('/a.js', 1, 2) }],
  ['Array.map (<anonymous>)', { function: 'Array.map' }],
  ['fn (native)', { function: 'fn' }],
  ['get total [as total] (/a.js:1:2)', { function: 'get total [as total]', ...at('/a.js', 1, 2) }],
  [
    'Cart.[Symbol.iterator] (/a.js:1:2)',
    { function: 'Cart.[Symbol.iterator]', ...at('/a.js', 1, 2) },
  ],
  [
    'eval (eval at f (/srv/a.js:1:2), <anonymous>:3:7)',
    { function: 'eval', ...at('/srv/a.js', 1, 2) },
  ],
  [
    'fn (eval at g (eval at h (/srv/a.js:4:5)), <anonymous>:1:1)',
    { function: 'fn', ...at('/srv/a.js', 4, 5) },
  ],
  ['fn (eval at g (<anonymous>), <anonymous>:1:1)', { function: 'fn' }],
  ['fn (node:internal/x:10:20)', { function: 'fn', ...at('node:internal/x', 10, 20) }],
  ['fn (C:\\srv\\a b\\x.js:1:2)', { function: 'fn', ...at('C:\\srv\\a b\\x.js', 1, 2) }],
  ['fn (file:///C:/srv/a.mjs:1:2)', { function: 'fn', ...at('file:///C:/srv/a.mjs', 1, 2) }],
  ['C:\\srv (x86)\\x.js:1:2', at('C:\\srv (x86)\\x.js', 1, 2)],
  ['fn (C:\\srv (x86)\\x.js:1:2)', { function: 'fn', ...at('C:\\srv (x86)\\x.js', 1, 2) }],
  ['fn (\\\\host\\share\\x.js:1:2)', { function: 'fn', ...at('\\\\host\\share\\x.js', 1, 2) }],
  ['fn (/srv/a (copy)/x.js:1:2)', { function: 'fn', ...at('/srv/a (copy)/x.js', 1, 2) }],
  ['fn (/srv/a (1) (2)/x.js:1:2)', { function: 'fn', ...at('/srv/a (1) (2)/x.js', 1, 2) }],
  ['/srv/a (copy)/x.js:1:2', at('/srv/a (copy)/x.js', 1, 2)],
  ['a (b) c (/srv/x.js:1:2)', { function: 'a (b) c', ...at('/srv/x.js', 1, 2) }],
  [
    'at fn (file:///x.js:1:2) (/srv/x.js:3:4)',
    { function: 'at fn (file:///x.js:1:2)', ...at('/srv/x.js', 3, 4) },
  ],
  [
    'fn (wasm://wasm/5c8603de:wasm-function[1]:0x34)',
    { function: 'fn', file: 'wasm://wasm/5c8603de', address: '0x34' },
  ],
  ['fn (wasm://wasm/5c8603de:wasm-function[1]:there)', { function: 'fn' }],
  [
    'fn (webpack-internal:///./a.js:1:2)',
    { function: 'fn', ...at('webpack-internal:///./a.js', 1, 2) },
  ],
  ['fn (evalmachine.<anonymous>:1:2)', { function: 'fn', ...at('evalmachine.<anonymous>', 1, 2) }],
  ['fn ()', { function: 'fn' }],
  ['fn (:1:2)', { function: 'fn' }],
  ['fn (/a.js:1)', { function: 'fn', file: '/a.js', line: 1 }],
  ['/a.js:1', undefined],
  ['fn (x.js:1:2)', { function: 'fn', ...at('x.js', 1, 2) }],
  [
    'fn (address at index.android.bundle:1:4527)',
    { function: 'fn', ...at('index.android.bundle', 1, 4527) },
  ],
  ['fn (/srv/a) b/x.js:1:2)', { function: 'fn', ...at('/srv/a) b/x.js', 1, 2) }],
  ['fn (/srv/a (b/x.js:1:2)', { function: 'fn', ...at('/srv/a (b/x.js', 1, 2) }],
  ['fn (/srv/a (b:c)/x.js:1:2)', { function: 'fn', ...at('/srv/a (b:c)/x.js', 1, 2) }],
  [
    'eval (eval at f (/srv/a (copy)/x.js:1:2), <anonymous>:3:7)',
    { function: 'eval', ...at('/srv/a (copy)/x.js', 1, 2) },
  ],
  ['fn (made.js, <anonymous>:1:2)', { function: 'fn', ...at('made.js', 1, 2) }],
  ['Anonymous function (http://h/x.js:1:2)', at('http://h/x.js', 1, 2)],
  ['eval (unknown)', { function: 'eval' }],
  ['unknown', {}],
  ['fn (/a.js:1:2:3)', { function: 'fn', ...at('/a.js:1', 2, 3) }],
  ['fn (/a.js:1234567890:1)', { function: 'fn' }],
  ['fn (/a.js:-1:1)', { function: 'fn' }],
  [' (/a.js:1:1)', at('/a.js', 1, 1)],
  ['anything at all', undefined],
  ['12 more', undefined],
  ['', undefined],
  ['<anonymous>', {}],
  ['native', {}],
])('%j is understood', (call, place) => {
  expect(parseV8Call(call)).toEqual(place)
})

test.each([
  ['    at fn (/a.js:1:2)\r', { function: 'fn', ...at('/a.js', 1, 2) }],
  ['   at fn (/a.js:1:2)', { function: 'fn', ...at('/a.js', 1, 2) }],
  ['\tat fn (/a.js:1:2)', { function: 'fn', ...at('/a.js', 1, 2) }],
  ['    at fn (/a.js:1:2) {', { function: 'fn', ...at('/a.js', 1, 2) }],
  ['at fn (/a.js:1:2)', undefined],
  ['Error: x', undefined],
  ['    at ', undefined],
  ['    ... 12 more', undefined],
])('the line %j is told from other lines', (line, place) => {
  expect(parseV8Line(line)).toEqual(place)
})

test('any text is read without a throw, and places have whole numbers', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '\n',
      '    at ',
      ' (',
      ')',
      ':1:2',
      'async ',
      'new ',
      'eval at ',
      '/a.js',
      '\u2028',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      for (const { line, column } of parseStack(pieces.join(''), '').places) {
        expect(Number.isSafeInteger(line ?? 0)).toBe(true)
        expect(Number.isSafeInteger(column ?? 0)).toBe(true)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('a printed place is read back, whatever it is made of', () => {
  const part = fc.stringMatching(/^[\w %()-]{1,12}$/).filter((text) => !text.includes(' ('))
  const name = fc.stringMatching(/^[\w.#$<>[\]]{1,20}$/).filter((text) => text !== '<anonymous>')
  const folders = fc.array(part, { minLength: 1, maxLength: 4 })
  const number = fc.integer({ min: 1, max: 999_999_999 })
  fc.assert(
    fc.property(name, folders, number, number, (fn, path, line, column) => {
      const file = `/${path.join('/')}.js`
      expect(parseV8Call(`${fn} (${file}:${line}:${column})`)).toEqual({
        function: fn,
        file,
        line,
        column,
      })
      expect(parseV8Call(`${file}:${line}:${column}`)).toEqual({ file, line, column })
    }),
  )
})
