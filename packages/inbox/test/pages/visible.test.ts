import { expect, test } from 'vitest'
import { visible } from '../../src/pages/visible.ts'

test.each([
  ['plain text\twith a tab\nand a line', 'plain text\twith a tab\nand a line'],
  ['windows\r\nlines', 'windows\nlines'],
  ['a lone \r return', 'a lone ␍ return'],
  ['\u001B[31mred\u001B[0m', '␛[31mred␛[0m'],
  ['nul\u0000 and delete\u007F', 'nul␀ and delete␡'],
  ['access\u202Eexe.txt', 'access\\u202eexe.txt'],
  ['zero\u200Bwidth, \uFEFF mark', 'zero\\u200bwidth, \\ufeff mark'],
  ['half \uD83D of a pair', 'half \\ud83d of a pair'],
  ['C1 \u0085 control', 'C1 \\u0085 control'],
  ['family 👨‍👩‍👧 and ünïcödé, עברית', 'family 👨‍👩‍👧 and ünïcödé, עברית'],
])('%j is shown as %j', (text, shown) => {
  expect(visible(text)).toBe(shown)
})
