import { expect, test } from 'vitest'
import { parseAtSignLine } from '../../src/stack/parse-at-sign.ts'

const at = (file: string, line: number, column: number) => ({ file, line, column })
const PAGE = 'https://h/p.js'

test.each([
  ['fn@https://h/p.js:10:5', { function: 'fn', ...at(PAGE, 10, 5) }],
  ['@https://h/p.js:10:5', at(PAGE, 10, 5)],
  ['https://h/p.js:10:5', at(PAGE, 10, 5)],
  [
    'runAsync/</onTimer/<@https://h/p.js:181:145',
    { function: 'runAsync/</onTimer/<', ...at(PAGE, 181, 145) },
  ],
  [
    'user@example.test@https://h/p.js:68:11',
    { function: 'user@example.test', ...at(PAGE, 68, 11) },
  ],
  [
    'f@https://x/y.js:1:2@https://h/p.js:3:4',
    { function: 'f@https://x/y.js:1:2', ...at(PAGE, 3, 4) },
  ],
  ['fn@https://h/@scope/p.js:1:2', { function: 'fn', ...at('https://h/@scope/p.js', 1, 2) }],
  ['fn@https://h/x@/p.js:1:2', { function: 'fn', ...at('https://h/x@/p.js', 1, 2) }],
  ['fn@/srv/x@/p.js:1:2', { function: 'fn', ...at('/srv/x@/p.js', 1, 2) }],
  ['fn@https://me@h/p.js:1:2', { function: 'fn', ...at('https://me@h/p.js', 1, 2) }],
  ['fn@C:\\srv\\p.js:1:2', { function: 'fn', ...at('C:\\srv\\p.js', 1, 2) }],
  ['fn@p.js:1:2', { function: 'fn', ...at('p.js', 1, 2) }],
  ['fn@https://h/p.js:7', { function: 'fn', file: PAGE, line: 7 }],
  ['async*fn@https://h/p.js:1:2', { function: 'fn', ...at(PAGE, 1, 2) }],
  ['promise callback*fn@https://h/p.js:1:2', { function: 'fn', ...at(PAGE, 1, 2) }],
  ['setTimeout handler*@https://h/p.js:1:2', at(PAGE, 1, 2)],
  ['EventListener.handleEvent*fn@https://h/p.js:1:2', { function: 'fn', ...at(PAGE, 1, 2) }],
  ['inEval@https://h/p.js line 119 > eval:1:26', { function: 'inEval', file: PAGE, line: 119 }],
  ['@https://h/p.js line 7 > eval line 2 > eval:1:1', { file: PAGE, line: 7 }],
  [
    'anonymous@https://h/p.js line 7 > Function:3:7',
    { function: 'anonymous', file: PAGE, line: 7 },
  ],
  [
    'f@https://h/p.js line 7 > WebAssembly.Module:wasm-function[1]:0x34',
    { function: 'f', file: PAGE, line: 7, address: '0x34' },
  ],
  [
    'f@https://h/m.wasm:wasm-function[1]:0x34',
    { function: 'f', file: 'https://h/m.wasm', address: '0x34' },
  ],
  ['f@<?>:wasm-function[1]', { function: 'f' }],
  ['wasm-stub@[wasm code]', { function: 'wasm-stub' }],
  ['map@[native code]', { function: 'map' }],
  ['map@self-hosted:178:17', { function: 'map' }],
  ['inEval@', { function: 'inEval' }],
  ['global code@https://h/p.js:14:8', at(PAGE, 14, 8)],
  ['module code@https://h/p.js:14:8', at(PAGE, 14, 8)],
  ['eval code@', {}],
  ['fn@moz-extension://id/x.js:1:2', { function: 'fn', ...at('moz-extension://id/x.js', 1, 2) }],
  ['[native code]', {}],
  ['Error: no price', undefined],
  ['see me@home', undefined],
  ['', undefined],
])('%j is understood', (line, place) => {
  expect(parseAtSignLine(line)).toEqual(place)
})
