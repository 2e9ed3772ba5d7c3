import { expect, test } from 'vitest'
import { SourceReader } from '../../src/stack/source-lines.ts'
import { StackReader } from '../../src/stack/stack-reader.ts'
import { Fragments } from '../../src/values/fragments.ts'
import { runInNode } from '../support/run-in-node.ts'

function readerOf(
  readText: (path: string) => string | undefined = () => undefined,
  mapsStacks = false,
): StackReader {
  return new StackReader({
    rules: { root: '/srv', include: [], exclude: [] },
    fragments: new Fragments(),
    sources: new SourceReader(readText, () => 0),
    header: (error) => Error.prototype.toString.call(error),
    mapsStacks: () => mapsStacks,
  })
}

test.each(['/etc/passwd', '/srv/.env', '/home/ann/.ssh/id_rsa', '/srv/x.json', '/dev/stdin'])(
  'a stack that is only text cannot make us read %s',
  (path) => {
    const read: string[] = []
    const reader = readerOf((file) => void read.push(file))
    const error = { message: 'm', stack: `Error: m\n    at fn (${path}:1:1)` }
    expect(reader.framesOf(reader.sitesOf(error, 'm'))).toEqual([
      expect.objectContaining({ abs_path: path, lineno: 1 }),
    ])
    expect(read).toEqual([])
  },
)

test('source is shown for text that names a script', () => {
  const reader = readerOf(() => 'let a\nlet b')
  const error = { message: 'm', stack: 'Error: m\n    at fn (/srv/src/x.mts:2:1)' }
  expect(reader.framesOf(reader.sitesOf(error, 'm'))).toEqual([
    expect.objectContaining({ filename: 'src/x.mts', context_line: 'let b' }),
  ])
})

test.each([
  ['no stack', {}],
  ['a number', { stack: 7 }],
  ['a list', { stack: ['at fn (/a.js:1:1)'] }],
  ['an empty text', { stack: '' }],
  ['a getter that throws', Object.defineProperty({}, 'stack', { get: () => JSON.parse('{') })],
  ['a revoked proxy', revoked()],
])('an error with %s has no frames', (_, error) => {
  expect(readerOf().sitesOf(error, '')).toEqual([])
})

/** The innermost two frames, where a hook of the program prints the calls that `print` makes of the engine's. */
function framesWith(
  print: (calls: readonly NodeJS.CallSite[]) => readonly string[],
  mapsStacks = false,
) {
  const before = Error.prepareStackTrace
  Error.prepareStackTrace = (error, calls) =>
    [String(error), ...print(calls).map((call) => `    at ${call}`)].join('\n')
  try {
    const reader = readerOf(undefined, mapsStacks)
    const frames = reader.framesOf(reader.sitesOf(new Error('x'), 'x'))
    return frames.slice(-2).map(({ abs_path, lineno, colno }) => [abs_path, lineno, colno])
  } finally {
    Error.prepareStackTrace = before
  }
}

const at = (call: NodeJS.CallSite, lines = 0, file = call.getFileName()): string =>
  `${call.getFunctionName() ?? 'fn'} (${file}:${(call.getLineNumber() ?? 0) + lines}:7)`

type Print = Parameters<typeof framesWith>[0]

const asIs: Print = (calls) => calls.map(String)

test('a tool that translates files as they are loaded says where a call stands in its source', () => {
  const moved: Print = (calls) => [
    ...calls.slice(0, 2).map((it) => at(it, 100)),
    ...asIs(calls.slice(2)),
  ]
  const [plain, told] = [asIs, moved].map((print) => framesWith(print))
  expect(told).toEqual(plain?.map(([file, line]) => [file, Number(line) + 100, 7]))
})

test('what the runtime itself maps we map by the same map', () => {
  const elsewhere: Print = (calls) => calls.map((it) => at(it, 100))
  const [plain, told] = [asIs, elsewhere].map((print) => framesWith(print, true))
  expect(told).toEqual(plain)
})

test.each<[string, Print]>([
  ['names other files', (calls) => calls.map((it) => at(it, 9, '/x.ts'))],
  ['leaves calls out', (calls) => calls.slice(1).map((it) => at(it, 9))],
  ['prints something else', () => ['once upon a time']],
])('the places of the engine stand where a hook %s', (_, theirs) => {
  const [plain, told] = [asIs, theirs].map((print) => framesWith(print))
  expect(told).toEqual(plain)
})

test('frames are short even when a file is a data: URL of a megabyte', () => {
  const reader = readerOf()
  const url = `data:text/javascript,${'x'.repeat(1_000_000)}`
  const name = 'f'.repeat(1_000_000)
  const line = `\n    at ${name} (${url}:1:1)`
  const site = { line, place: { function: name, file: url, line: 1, column: 1 }, ran: true }
  expect(JSON.stringify(reader.framesOf([site])).length).toBeLessThan(5_000)
})

test('the frame of a place is made once, frozen, and found again by identity', () => {
  const reader = readerOf()
  const sites = [0, 1].map(() => reader.sitesOf(new Error('x'), 'x'))
  const [first, second] = sites.map((list) => reader.framesOf(list).at(-1))
  expect(first).toBe(second)
  expect(Object.isFrozen(first)).toBe(true)
})

test('in a plain Node our own text is used, a source file is not kept alive by its frame, wrappers do not grow the cache', async () => {
  expect(await runInNode('stack/programs/reader.ts', { execArgv: ['--expose-gc'] })).toEqual({
    headers: 1,
    keptMegabytes: 0,
    names: ['wrapper 0', 'wrapper 99'],
  })
})

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

test('a place that was read as text is looked up once', () => {
  const asked: unknown[] = []
  const reader = new StackReader({
    rules: { root: '/srv', include: [], exclude: [] },
    fragments: new Fragments(),
    maps: {
      ask: (place) => {
        asked.push(place)
        return { kind: 'none' }
      },
      load: () => Promise.resolve(),
      loadNow: () => {},
      debugIdOf: () => undefined,
    },
  })
  const framesOf = (text: string) => reader.framesOf(reader.sitesOfText(text, 'm'))
  const [frame] = framesOf('Error: m\n    at a (/srv/x.js:1:2)')
  for (let i = 0; i < 3; i++) expect(framesOf('Error: m\n    at a (/srv/x.js:1:2)')[0]).toBe(frame)
  expect(asked).toHaveLength(1)
  const others = [
    'b (/srv/x.js:1:2)',
    'a (/srv/x.js:1:3)',
    'a (/srv/x.js:2:2)',
    'a (/srv/y.js:1:2)',
  ]
  for (const other of others) expect(framesOf(`Error: m\n    at ${other}`)[0]).not.toBe(frame)
  expect(asked).toHaveLength(5)
})
