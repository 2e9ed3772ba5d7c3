import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askApart } from '../../src/maps/map-thread.ts'
import { nodeFiles as disk } from '../../src/runtime/node-files.ts'
import type { MapAnswer } from '../../src/stack/map-answer.ts'
import { SourceMaps } from '../../src/stack/source-maps.ts'
import { scratchFolder } from '../support/scratch.ts'

const DISK = { ...disk }
const CODE = 'let a\nthrow a'
/** Line 2, column 1 is line 2, column 3 of the first source. */
const MAP = { version: 3, sources: ['../src/a.ts'], names: [], mappings: 'AAAA;AACE' }

interface Project {
  readonly map?: unknown
  readonly comment?: string
  readonly size?: number
}

/** Asks for line 2, before and after maps were read; `read` is every path that was read whole. */
async function ask({ map = MAP, comment = 'x.js.map', size }: Project) {
  const root = scratchFolder()
  const file = join(root, 'x.js')
  writeFileSync(file, `${CODE}\n//# sourceMappingURL=${comment}\n`)
  if (map !== undefined)
    writeFileSync(`${file}.map`, typeof map === 'string' ? map : JSON.stringify(map))
  const read: string[] = []
  const files = {
    ...DISK,
    fileSize: (path: string) => (path.endsWith('.map') ? size : undefined) ?? disk.fileSize(path),
    readText: (path: string, maxBytes: number) => {
      read.push(path)
      return disk.readText(path, maxBytes)
    },
  }
  const maps = new SourceMaps({ files, root, now: () => 0, defer: setImmediate, askApart })
  const place = { file, line: 2, column: 1, name: undefined, start: { line: 2, column: 1 } }
  const before = maps.ask(place)
  await maps.load()
  return { root, before, answer: maps.ask(place), read }
}

test('a map is asked only after it was read', async () => {
  const { before, answer, root } = await ask({})
  expect(before).toEqual({ kind: 'unknown' })
  expect(answer).toMatchObject({
    kind: 'mapped',
    file: join(root, '../src/a.ts'),
    line: 2,
    column: 3,
  })
})

test.each([
  ['a sourceRoot', { ...MAP, sourceRoot: '/srv/app' }, '/srv/src/a.ts'],
  ['sections', { sections: [{ offset: { line: 0, column: 0 }, map: MAP }] }, undefined],
  ['a webpack address', { ...MAP, sources: ['webpack://shop/./src/a.ts'] }, undefined],
])('%s is understood', async (_, map, file) => {
  const { answer } = await ask({ map })
  expect(answer).toMatchObject({ kind: 'mapped', ...(file && { file }), line: 2, column: 3 })
})

test('a source on the ignore list is somebody else’s', async () => {
  const { answer } = await ask({ map: { ...MAP, ignoreList: [0] } })
  expect(answer).toMatchObject({ kind: 'mapped', isForeign: true })
})

test.each([
  ['no JSON', '{"version":3'],
  ['no mappings', { ...MAP, mappings: 7 }],
  ['mappings that are none', { ...MAP, mappings: '!!!' }],
  ['numbers without end', { ...MAP, mappings: 'g'.repeat(100_000) }],
  [
    'sections in sections',
    { sections: [{ offset: { line: 0, column: 0 }, map: { sections: [] } }] },
  ],
])('a map that is broken (%s) is said to be', async (_, map) => {
  expect((await ask({ map })).answer).toEqual({ kind: 'none', why: 'map_broken' })
})

test.each(['/etc/passwd', '../../etc/passwd', 'http://localhost:9/x.js.map', 'file:///etc/hosts'])(
  'an address such as %s is not read; the map beside the file is',
  async (comment) => {
    const { read, root, answer } = await ask({ comment })
    expect(read.every((path) => path.startsWith(root) || path.endsWith('/src/a.ts'))).toBe(true)
    expect(answer.kind).toBe('mapped')
  },
)

test('a source that is no script is not read from disk', async () => {
  const { read, answer } = await ask({ map: { ...MAP, sources: ['/etc/passwd'] } })
  expect(read).not.toContain('/etc/passwd')
  expect(answer).toMatchObject({ file: '/etc/passwd', lines: undefined })
})

test('a map of 65 MB is not read, and that is said at once', async () => {
  const { before, read } = await ask({ size: 65 * 1024 * 1024 })
  expect(before).toEqual({ kind: 'none', why: 'map_too_large' } satisfies MapAnswer)
  expect(read).toEqual([])
})

test('a map of 50 MB is read on a thread of its own', async () => {
  const map = { ...MAP, sourcesContent: ['a\n  b\nc'], filler: 'x'.repeat(50 * 1024 * 1024) }
  const { answer, read } = await ask({ map })
  expect(answer).toMatchObject({ kind: 'mapped', line: 2, lines: { context_line: '  b' } })
  expect(read).toEqual([])
})

/** Maps of a folder, a clock to turn, and what becomes of line 2 of its `x.js`. */
function watched() {
  const root = scratchFolder()
  const file = join(root, 'x.js')
  const clock = { now: 0 }
  let written = 0
  /** Each time somewhat later, whatever the clock of the disk makes of it. */
  const write = (column: 'A' | 'C' | 'E', name = file) => {
    writeFileSync(name, `${CODE}\n//# sourceMappingURL=x.js.map\n`)
    writeFileSync(`${name}.map`, JSON.stringify({ ...MAP, mappings: `AAAA;AACE,CAA${column}` }))
    utimesSync(name, ++written, written)
  }
  const maps = new SourceMaps({
    files: DISK,
    root,
    now: () => clock.now,
    defer: setImmediate,
  })
  const columnAt = (column: number, path = file) => {
    const at = { line: 2, column }
    const answer = maps.ask({ file: path, name: undefined, start: at, ...at })
    return answer.kind === 'mapped' ? answer.column : answer.kind
  }
  return { file, clock, write, maps, columnAt }
}

test('a file that is built anew is looked up in its new map, some seconds later', async () => {
  const { clock, write, maps, columnAt } = watched()
  write('A')
  columnAt(2)
  await maps.load()
  expect(columnAt(2)).toBe(3)
  write('E')
  clock.now = 4_999
  expect(columnAt(2)).toBe(3)
  clock.now = 5_000
  expect(columnAt(2)).toBe('unknown')
  await maps.load()
  expect(columnAt(2)).toBe(5)
})

test('a map that comes later than its file is found', async () => {
  const { file, clock, write, maps, columnAt } = watched()
  write('A')
  rmSync(`${file}.map`)
  expect(columnAt(2)).toBe('none')
  write('C')
  clock.now = 5_000
  columnAt(2)
  await maps.load()
  expect(columnAt(2)).toBe(4)
})

test('of files that were deleted the map stays that was read', async () => {
  const { file, clock, write, maps, columnAt } = watched()
  write('A')
  columnAt(2)
  await maps.load()
  for (const path of [file, `${file}.map`]) rmSync(path)
  clock.now = 60_000
  expect(columnAt(2)).toBe(3)
})

test('at once only little is read: up to 2 MB in all', () => {
  const { file, write, maps, columnAt } = watched()
  const files = [file, `${file}.2.js`, `${file}.3.js`]
  for (const path of files) {
    write('A', path)
    const json = { ...MAP, mappings: 'AAAA;AACE', filler: 'x'.repeat(900 * 1024) }
    writeFileSync(`${path}.map`, JSON.stringify(json))
    expect(columnAt(1, path)).toBe('unknown')
  }
  maps.loadNow()
  expect(files.map((path) => columnAt(1, path))).toEqual([3, 3, 'unknown'])
})

test('a source with a zero in it is not shown', async () => {
  const root = scratchFolder()
  const file = join(root, 'x.js')
  writeFileSync(file, `${CODE}\n//# sourceMappingURL=x.js.map\n`)
  writeFileSync(
    `${file}.map`,
    JSON.stringify({ ...MAP, sources: ['a.ts', 'b.ts'], mappings: 'AAAA;AACE,CCDF' }),
  )
  writeFileSync(join(root, 'a.ts'), 'let a\n  throw a\n\0')
  writeFileSync(join(root, 'b.ts'), 'let b\nthrow b\n')
  const maps = new SourceMaps({ files: DISK, root, now: () => 0, defer: setImmediate })
  const ask = (column: number) => {
    const at = { line: 2, column }
    return maps.ask({ file, name: undefined, start: at, ...at })
  }
  ask(1)
  await maps.load()
  expect(ask(1)).toMatchObject({ kind: 'mapped', file: join(root, 'a.ts'), lines: undefined })
  expect(ask(2)).toMatchObject({
    file: join(root, 'b.ts'),
    line: 1,
    lines: { context_line: 'let b' },
  })
})
