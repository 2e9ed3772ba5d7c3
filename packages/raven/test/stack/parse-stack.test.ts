import { expect, test } from 'vitest'
import { parseStack } from '../../src/stack/parse-stack.ts'
import { bothEnds, callsOf, framesOmitted } from '../../src/stack/both-ends.ts'
import { siteOfPlace } from '../../src/stack/site-cache.ts'

const at = (file: string, line: number, column: number) => ({ file, line, column })
const real = { function: 'real', ...at('/srv/real.js', 7, 8) }
const main = at('/srv/main.js', 1, 1)
const FRAMES = '\n    at real (/srv/real.js:7:8)\n    at /srv/main.js:1:1'

test.each([
  ['one line', 'boom'],
  ['lines that look like frames', 'boom\n    at fake (/srv/fake.js:1:1)\n    at fake2 (/f.js:1:1)'],
  ['nothing but a frame', '    at fake (/srv/fake.js:1:1)'],
  ['the name of the error', 'Error'],
  ['no text', ''],
  ['colons', 'a: b: c\n    at fake (/srv/fake.js:1:1)'],
  ['carriage returns', 'a\r\n    at fake (/srv/fake.js:1:1)\r\nb'],
  ['the start of a function’s name', 'real'],
])('a message with %s is no frame', (_, message) => {
  for (const header of [`Error: ${message}`, `TypeError [CODE]: ${message}`, message]) {
    expect(parseStack(`${header}${FRAMES}`, message).places).toEqual([real, main])
  }
  const atSign = 'real@/srv/real.js:7:8\n@/srv/main.js:1:1\n'
  expect(parseStack(atSign, message).places).toEqual([real, main])
})

test.each([
  [
    'a piece of source before it',
    `/srv/real.js:7\n    throw x // at y: z\n    ^\n\nError: x${FRAMES}`,
  ],
  [
    'the places of a map beside it',
    `Error: x${FRAMES.replace('\n    at /', '\n        -> /a.ts:1:2\n    at /')}`,
  ],
  ['deeper indentation', `Error: x${FRAMES.replaceAll('    at', '      at')}`],
  ['tabs', `Error: x${FRAMES.replaceAll('    at', '\tat')}`],
  ['other line ends', `Error: x${FRAMES.replaceAll('\n', '\r\n')}\r\n`],
  [
    'properties behind it',
    `Error: x${FRAMES} {\n  code: 'E1',\n  at: '    at no (/srv/no.js:1:1)'\n}`,
  ],
  ['its cause behind it', `Error: x${FRAMES}\nCaused by: Error: y\n    at no (/srv/no.js:1:1)`],
  [
    'an inspected cause',
    `Error: x${FRAMES} {\n  [cause]: Error: y\n      at no (/srv/no.js:1:1)\n}`,
  ],
  [
    'a note of frames left out',
    `Error: x${FRAMES}\n    ... 4 lines matching cause stack trace ...`,
  ],
  ['a line of mail', `Error: x\nme@/srv/no.js:1:1${FRAMES}`],
])('a stack with %s is read', (_, stack) => {
  expect(parseStack(stack, 'x').places).toEqual([real, main])
})

test('long stack traces of libraries are one stack', () => {
  const stack = `Error: x${FRAMES}\nFrom previous event:${FRAMES}`
  expect(parseStack(stack, 'x').places).toEqual([real, main, real, main])
})

test.each([
  [50, 50, undefined],
  [51, 50, [26, 27]],
  [100, 50, [26, 76]],
])('of %i calls %i are kept, and the left-out ones are said', (calls, kept, omitted) => {
  const sites = Array.from({ length: calls }, (_, line) => siteOfPlace({ line }))
  const ends = bothEnds(sites)
  expect(callsOf(ends)).toHaveLength(kept)
  expect(callsOf(ends).at(0)).toBe(sites.at(0))
  expect(callsOf(ends).at(-1)).toBe(sites.at(-1))
  expect(framesOmitted(ends).frames_omitted).toEqual(omitted)
})

/** A runaway recursion of so many calls. */
function deep(calls: number): string {
  const lines = Array.from(
    { length: calls },
    (_, i) => `\n    at again (/srv/deep.js:${calls - i}:1)`,
  )
  return `RangeError: x${lines.join('')}\n    at first (/srv/main.js:1:1)`
}

test('of a stack of megabytes both ends are read, and every call is counted', () => {
  const { places, ...unread } = parseStack(deep(200_000), 'x')
  const ends = bothEnds(places.map(siteOfPlace), unread)
  const calls = callsOf(ends).map(({ place }) => place)
  expect(calls.at(0)?.line).toBe(200_000)
  expect(calls.at(-1)?.function).toBe('first')
  expect(framesOmitted(ends).frames_omitted).toEqual([26, 26 + 200_001 - 50])
})

test('a text of megabytes that is no stack has no frames', () => {
  expect(parseStack(`Error: x${'\nnothing'.repeat(1_000_000)}`, 'x').places).toEqual([])
})

test.each([
  ['frames', (size: number) => deep(size / 40)],
  ['one line', (size: number) => `    at ${'('.repeat(size)}`],
  ['closed parentheses', (size: number) => `    at f ${' ()'.repeat(size / 3)}`],
  ['nested evals', (size: number) => `    at f (${'eval at g ('.repeat(size / 11)}`],
  ['lines of parentheses', (size: number) => `\n    at ${' ('.repeat(500)})`.repeat(size / 1_000)],
  ['at signs', (size: number) => `f${'@/'.repeat(500)}\n`.repeat(size / 1_000)],
  ['colons', (size: number) => ': '.repeat(size / 2)],
  ['blanks', (size: number) => ' '.repeat(size)],
  ['blank lines', (size: number) => '\n'.repeat(size)],
  ['arrows', (size: number) => `f@/x line 1${' > eval line 1'.repeat(70)}\n`.repeat(size / 1_000)],
])('the time for a text of %s grows no faster than the text', (_, textOf) => {
  const message = ': '.repeat(10_000)
  const best = (text: string) =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        const start = performance.now()
        parseStack(text, message)
        return performance.now() - start
      }),
    )
  const [small, large] = [textOf(1_000_000), textOf(10_000_000)]
  // ten times the text; quadratic would be a hundred times. What takes no time has no ratio.
  expect(best(large) / Math.max(best(small), 0.5)).toBeLessThan(40)
})
