import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { highlight } from '../../src/pages/highlight/highlight.ts'
import { languageOf } from '../../src/pages/highlight/languages.ts'
import { markColumn } from '../../src/pages/highlight/mark.ts'

const typescript = languageOf('a.ts', 'node')

/** `keyword:const plain: x` and so on, plain blanks left out. */
function kinds(lines: readonly string[], file = 'a.ts'): string[][] {
  return highlight(lines, languageOf(file, 'other')).map((tokens) =>
    tokens
      .filter(({ text }) => text.trim() !== '')
      .map(({ kind, text }) => `${kind} ${text.trim()}`),
  )
}

test.each([
  ['const a = 1', ['keyword const', 'plain a =', 'number 1']],
  [
    "f('it\\'s', \"b\") // end",
    ['call f', 'plain (', "string 'it\\'s'", 'plain ,', 'string "b"', 'plain )', 'comment // end'],
  ],
  [
    'a.delete(0x1f, 1_000n)',
    ['plain a.', 'call delete', 'plain (', 'number 0x1f', 'plain ,', 'number 1_000n', 'plain )'],
  ],
  [
    '/a[/]b/gi.test(x) / 2',
    ['string /a[/]b/gi', 'plain .', 'call test', 'plain (x) /', 'number 2'],
  ],
  ['return /x/', ['keyword return', 'string /x/']],
  ['a / b / c', ['plain a / b / c']],
  [
    '`a ${b({ c: `d` })} e`',
    ['string `a', 'plain ${', 'call b', 'plain ({ c:', 'string `d`', 'plain })}', 'string e`'],
  ],
  ['/* a */ b', ['comment /* a */', 'plain b']],
  ["'open", ["string 'open"]],
  ['größe = ñ', ['plain größe = ñ']],
])('%s', (line, expected) => {
  expect(kinds([line])).toEqual([expected])
})

test('a comment and a template go on over lines', () => {
  expect(kinds(['/* a', 'b */ c', '`d', 'e` f'])).toEqual([
    ['comment /* a'],
    ['comment b */', 'plain c'],
    ['string `d'],
    ['string e`', 'plain f'],
  ])
})

test('a piece that begins inside a comment is seen to', () => {
  expect(kinds([' * words', ' */', 'let a'])).toEqual([
    ['comment * words'],
    ['comment */'],
    ['keyword let', 'plain a'],
  ])
})

test.each([
  ['a.py', "def f(): # it's", ['keyword def', 'call f', 'plain ():', "comment # it's"]],
  ['a.go', 'a := "b" // c', ['plain a :=', 'string "b"', 'comment // c']],
  ['a.rb', "puts 'a' # b", ['plain puts', "string 'a'", 'comment # b']],
  ['a.lisp', '(if "a" 1)', ['plain (if', 'string "a"', 'number 1', 'plain )']],
])('%s: %s', (file, line, expected) => {
  expect(kinds([line], file)).toEqual([expected])
})

test('whatever it is given, it loses and adds nothing', () => {
  const piece = constantFrom(
    '/*',
    '*/',
    '`',
    '${',
    '}',
    '{',
    "'",
    '"',
    '\\',
    '/',
    '[',
    ']',
    '"""',
    'if',
    ' ',
    '😀',
  )
  const line = array(oneof(piece, string({ unit: 'binary', maxLength: 4 }))).map((parts) =>
    parts.join(''),
  )
  const file = constantFrom('a.ts', 'a.py', 'a.go', 'a.sh', 'a')
  assert(
    property(
      array(line, { maxLength: 4 }),
      file,
      integer({ min: -2, max: 60 }),
      (lines, name, column) => {
        const tokens = highlight(lines, languageOf(name, 'other'))
        expect(tokens.map((line) => line.map(({ text }) => text).join(''))).toEqual(lines)
        const marked = tokens.map((line) => markColumn(line, column))
        expect(marked.map((line) => line.map(({ text }) => text).join(''))).toEqual(lines)
      },
    ),
  )
})

test.each(['/', '/[', '`${', '\\', "'\\", '/*', '{', '1.'])(
  'it reads 20,000 times %j once',
  (unit) => {
    const line = unit.repeat(20_000)
    const [tokens = []] = highlight([line], typescript)
    expect(tokens.map(({ text }) => text).join('')).toBe(line)
  },
)

test.each([
  ['throw new Error(x)', 7, 'new'],
  ['a.b.cents + 1', 5, 'cents'],
  ['a.b', 2, '.'],
  ['größe.x', 1, 'größe'],
  ["say('a b')", 5, "'"],
  ['short', 99, ''],
  ['short', 0, ''],
  ['a  b', 2, ''],
])('in %j column %i points at %j', (line, column, pointed) => {
  const [tokens = []] = highlight([line], typescript)
  const marked = markColumn(tokens, column).filter((token) => token.pointed)
  expect(marked.map(({ text }) => text).join('')).toBe(pointed)
})
