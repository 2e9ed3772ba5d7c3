import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askApart } from '../../src/maps/map-thread.ts'
import * as disk from '../../src/runtime/node-files.ts'
import type { MapAnswer } from '../../src/stack/map-answer.ts'
import { SourceMaps } from '../../src/stack/source-maps.ts'
import { scratchFolder } from '../support/scratch.ts'

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
    ...disk,
    fileSize: (path: string) => (path.endsWith('.map') ? size : undefined) ?? disk.fileSize(path),
    readText: (path: string, maxBytes: number) => {
      read.push(path)
      return disk.readText(path, maxBytes)
    },
  }
  const maps = new SourceMaps({ files, root, defer: setImmediate, askApart })
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
