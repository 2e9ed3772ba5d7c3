import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicEntries, probe } from '../../tools/check/entries.mjs'
import {
  entrySizes,
  installedBytes,
  oversized,
  overweight,
  sizeTable,
  unmeasured,
} from '../../tools/check/sizes.mjs'
import { publicManifest } from '../../tools/pack.mjs'

let folder: string
let count = 0

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'check-')))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A module of its own with this text. */
function moduleOf(text: string): string {
  count += 1
  const file = join(folder, `module-${count}.mjs`)
  writeFileSync(file, text)
  return file
}

describe('what importing does is seen', () => {
  test.each([
    ['process.env.HOME', 'reads the environment: HOME'],
    ["import { env } from 'node:process'; 'X' in env", 'reads the environment: X'],
    ['Object.keys(process.env)', 'reads the environment: all of it'],
    ["import fs from 'node:fs'; fs.existsSync('/')", 'calls fs.existsSync'],
    ["import { statSync } from 'node:fs'; statSync('/')", 'calls fs.statSync'],
    ["import { readdir } from 'node:fs/promises'; await readdir('/')", 'calls fs.promises.readdir'],
    ["process.on('SIGHUP', () => {})", 'changes listeners: SIGHUP 1'],
    ['globalThis.raven = 1', 'changes global names: raven'],
    ['Error.stackTraceLimit = 50', 'changes Error settings: stackTraceLimit 50'],
    ['setTimeout(() => {}, 1).unref()', 'makes a resource: Timeout'],
    ['setImmediate(() => {})', 'makes a resource: Immediate'],
    ["process.stderr.write('x')", 'prints "x"'],
    ["console.error('hello')", 'prints "hello\\n"'],
  ])('%s', async (code, effect) => {
    expect((await probe(folder, moduleOf(code))).effects).toContain(effect)
  })
})

test('defining things is nothing to be seen', async () => {
  const file = moduleOf(
    "import { readFileSync } from 'node:fs'\nimport 'node:http'\n" +
      'export class A { read() { return readFileSync(process.env.HOME) } }\nexport const b = Promise.resolve()',
  )
  expect(await probe(folder, file, 'import')).toMatchObject({ effects: [], unequal: [] })
  expect(await probe(folder, file, 'require')).toMatchObject({ effects: [], unequal: [] })
})

test('the files of ours that ran are counted, those that only exist are not', async () => {
  const one = moduleOf('export const one = 1')
  moduleOf('export const unused = 1')
  const two = moduleOf(
    `import ${JSON.stringify(one)}\nexport const later = () => import('./none.mjs')`,
  )
  const { modules } = await probe(folder, two)
  expect(modules.map((file: string) => join(folder, file)).toSorted()).toEqual(
    [one, two].toSorted(),
  )
})

test('an entry that is another one by require is found', async () => {
  const name = join(folder, 'twofold')
  mkdirSync(name, { recursive: true })
  writeFileSync(join(name, 'a.mjs'), 'export class A {}; export const same = 1')
  writeFileSync(join(name, 'a.cjs'), 'exports.A = class A {}; exports.same = 1')
  writeFileSync(
    join(name, 'package.json'),
    JSON.stringify({ name: 'twofold', exports: { import: './a.mjs', require: './a.cjs' } }),
  )
  expect((await probe(name, 'twofold', 'both')).unequal).toEqual(['A'])
})

test('an entry that throws is a fault, not an answer', async () => {
  const { effects } = await probe(folder, moduleOf("throw new Error('not today')"))
  expect(effects).toEqual([expect.stringContaining('not today')])
})

describe('sizes', () => {
  test('an entry over its ceiling is said, one at its ceiling is not', async () => {
    writeFileSync(join(folder, 'entry.js'), `export const text = ${JSON.stringify('a'.repeat(50))}`)
    const [row] = await entrySizes(folder, { 'entry.js': 0 })
    const gz = row?.gz ?? 0
    expect(oversized(await entrySizes(folder, { 'entry.js': gz }))).toEqual([])
    expect(oversized(await entrySizes(folder, { 'entry.js': gz - 1 }))).toEqual([
      expect.stringContaining(`entry.js is ${gz} bytes gzipped, over its ceiling of ${gz - 1}`),
    ])
  })

  test('an entry without a ceiling is a fault', () => {
    expect(unmeasured(['a.js', 'b.js'], { 'a.js': 1 })).toEqual([expect.stringMatching(/^b\.js/)])
  })

  test('the table lines its columns up', () => {
    const row = { file: 'dist/a.js', min: 1000, gz: 10, ceiling: 20 }
    expect(sizeTable([row])).toBe(
      'entry       min  gz  ceiling (gz)\ndist/a.js  1000  10            20',
    )
  })

  test('a package is weighed with its integrations and without, and each has its ceiling', () => {
    const weighed = join(folder, 'weighed')
    mkdirSync(join(weighed, 'dist', 'contrib'), { recursive: true })
    writeFileSync(join(weighed, 'dist', 'a'), 'abc')
    writeFileSync(join(weighed, 'dist', 'contrib', 'b'), 'de')
    const installed = installedBytes(weighed)
    expect(installed).toEqual({ install: 5, core: 3 })
    expect(overweight(installed, { install: 5, core: 3 })).toEqual([])
    expect(overweight(installed, { install: 4, core: 2 })).toEqual([
      expect.stringContaining('5 bytes installed (install), over 4'),
      expect.stringContaining('3 bytes installed (core), over 2'),
    ])
  })
})

test('integrations are published by one pattern, but one that differs by its own name', () => {
  const entry = (name: string) => ({
    types: { 'raven-source': `./src/${name}.ts`, default: `./dist/types/${name}.d.ts` },
    'raven-source': `./src/${name}.ts`,
    default: `./dist/${name}.js`,
  })
  const { exports } = publicManifest({
    exports: {
      './contrib/a': entry('contrib/a'),
      './contrib/odd': './dist/odd.js',
      './contrib/b': entry('contrib/b'),
      './testing': entry('testing'),
    },
  })
  expect(exports).toEqual({
    './contrib/*': { types: './dist/types/contrib/*.d.ts', default: './dist/contrib/*.js' },
    './contrib/odd': './dist/odd.js',
    './testing': { types: './dist/types/testing.d.ts', default: './dist/testing.js' },
  })
})

test('what is published names nothing that is private', () => {
  const published = publicManifest({
    name: 'x',
    devDependencies: { a: '1' },
    scripts: { test: 'x' },
    exports: {
      '.': {
        types: { 'raven-source': './src/a.ts', default: './dist/types/a.d.ts' },
        'raven-source': './src/a.ts',
        node: './dist/node.js',
        default: './dist/a.js',
      },
      './b': { 'raven-source': './src/b.ts', default: './dist/b.js' },
      './package.json': './package.json',
    },
  })
  expect(published).toEqual({
    name: 'x',
    exports: {
      '.': { types: './dist/types/a.d.ts', node: './dist/node.js', default: './dist/a.js' },
      './b': './dist/b.js',
      './package.json': './package.json',
    },
  })
  expect(publicEntries(published)).toEqual(['.', './b'])
  expect(Object.keys(published.exports['.'] as object)[0]).toBe('types')
})
