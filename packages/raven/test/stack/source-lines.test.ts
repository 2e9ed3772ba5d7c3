import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeFiles } from '../../src/runtime/node-files.ts'
import { linesAround, linesInText, linesOf, SourceReader } from '../../src/stack/source-lines.ts'
import { scratchFolder } from '../support/scratch.ts'

const LINES = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`)
const readerOf = (text: string) =>
  new SourceReader(
    () => text,
    () => 0,
  )

test.each([
  [1, [], ['line 2', 'line 3', 'line 4', 'line 5', 'line 6']],
  [3, ['line 1', 'line 2'], ['line 4', 'line 5', 'line 6', 'line 7', 'line 8']],
  [10, LINES.slice(4, 9), LINES.slice(10, 15)],
  [20, LINES.slice(14, 19), []],
])('line %i is shown with five lines on both sides, where there are any', (line, before, after) => {
  expect(readerOf(LINES.join('\n')).around('/x.js', line, 1)).toEqual({
    pre_context: before,
    context_line: `line ${line}`,
    post_context: after,
  })
})

test.each([0, -1, 21, 1.5, Number.NaN, 2 ** 40])('there is no source for line %d', (line) => {
  expect(readerOf(LINES.join('\n')).around('/x.js', line, 1)).toBeUndefined()
})

test('Windows line ends are no part of a line', () => {
  expect(readerOf('a\r\nb\r\nc').around('/x.js', 2, 1)).toEqual({
    pre_context: ['a'],
    context_line: 'b',
    post_context: ['c'],
  })
})

test.each([
  [1, 'abc', ' {snip}'],
  [500_000, '{snip} ', ' {snip}'],
  [1_000_000, '{snip} ', 'xyz'],
  [9_999_999, '{snip} ', 'xyz'],
  [-5, 'abc', ' {snip}'],
])('of a very long line the part around column %i is shown', (column, start, end) => {
  const line = `abc${'-'.repeat(999_994)}xyz`
  const shown = readerOf(`${line}\n${line}`).around('/x.js', 1, column)
  expect(shown?.context_line.startsWith(start)).toBe(true)
  expect(shown?.context_line.endsWith(end)).toBe(true)
  expect(shown?.context_line.length).toBeLessThan(270)
  expect(shown?.post_context[0]?.length).toBeLessThan(270)
})

test('a file is read once, also when it cannot be read', () => {
  const read: string[] = []
  const reader = new SourceReader(
    (path) => void read.push(path),
    () => 0,
  )
  for (let i = 0; i < 3; i++) expect(reader.around('/gone.js', 1, 1)).toBeUndefined()
  expect(read).toEqual(['/gone.js'])
})

test('only the last 64 files are kept', () => {
  const read: string[] = []
  const reader = new SourceReader(
    (path) => {
      read.push(path)
      return 'text'
    },
    () => 0,
  )
  for (let i = 0; i < 70; i++) reader.around(`/${i}.js`, 1, 1)
  reader.around('/69.js', 1, 1)
  reader.around('/0.js', 1, 1)
  expect(read).toHaveLength(71)
})

/** A file on disk and a clock to turn. */
function onDisk(text: string) {
  const file = join(scratchFolder(), 'a.js')
  writeFileSync(file, text)
  const clock = { now: 0 }
  const reader = new SourceReader(nodeFiles.readText, () => clock.now)
  const line = (at: number) => reader.around(file, at, 1)?.context_line
  return { file, clock, line }
}

test.each([
  [512 * 1024, 'throw a'],
  [512 * 1024 + 1, undefined],
])('of a source of %i bytes the line is %j', (bytes, expected) => {
  const text = 'throw a\n'
  expect(onDisk(text + 'x'.repeat(bytes - text.length)).line(1)).toBe(expected)
})

test('a file with a zero in it is no source, whatever it is called', () => {
  expect(onDisk('throw a\n\0').line(1)).toBeUndefined()
  expect(onDisk('throw a\n').line(1)).toBe('throw a')
})

test('a file that is written anew is read anew, some seconds later', () => {
  const { file, clock, line } = onDisk('old')
  expect(line(1)).toBe('old')
  writeFileSync(file, 'new')
  clock.now = 4_999
  expect(line(1)).toBe('old')
  clock.now = 5_000
  expect(line(1)).toBe('new')
})

test('of a file that was deleted the lines stay that were read', () => {
  const { file, clock, line } = onDisk('ran')
  expect(line(1)).toBe('ran')
  rmSync(file)
  clock.now = 60_000
  expect(line(1)).toBe('ran')
})

test.each(['', 'a', '\n', 'a\r\nb', LINES.join('\n'), LINES.join('\r\n'), `${LINES.join('\n')}\n`])(
  'of %j the same is shown whether it was taken apart or not',
  (text) => {
    for (let line = 1; line < 25; line++)
      expect(linesInText(text, line, 3)).toEqual(linesAround(linesOf(text), line, 3))
  },
)
