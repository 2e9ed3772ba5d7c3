import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { asAscii } from '../../tools/build/ascii.mjs'
import { breakLines } from '../../tools/build/break-lines.mjs'
import { takeBuiltins } from '../../tools/build/builtins.mjs'
import { bundlePackage } from '../../tools/build/bundle.mjs'
import {
  declarePackage,
  exportedInPlace,
  tightened,
  withJsSpecifiers,
  withTypeExports,
} from '../../tools/build/declarations.mjs'
import {
  missingExports,
  presentEntries,
  promisedFiles,
  typedEntries,
} from '../../tools/build/entries.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('declarations name what users find, however they name it', () => {
  const text = [
    "import type { A } from './a.ts'",
    'export { B } from "../b/c.tsx"',
    "export type D = import('./d.ts').D",
    "import type { E } from 'raven-ts/e.ts'",
    "/** See './f.ts'. */",
  ].join('\n')
  expect(withJsSpecifiers('index.d.ts', text)).toBe(
    [
      "import type { A } from './a.js'",
      "export { B } from '../b/c.js'",
      "export type D = import('./d.js').D",
      "import type { E } from 'raven-ts/e.ts'",
      "/** See './f.ts'. */",
    ].join('\n'),
  )
})

test('what is not there when a program runs is declared as a type only', () => {
  const text = [
    "import { C } from './chunk.js';",
    'declare class A {}',
    'declare class B {}',
    'export { A, B as Other };',
    "export { C as A2, D } from './chunk.js';",
    'export declare const E = 1;',
  ].join('\n')
  expect(withTypeExports('index.d.ts', text, new Set(['A', 'D', 'E']))).toBe(
    [
      "import { C } from './chunk.js';",
      'declare class A {}',
      'declare class B {}',
      'export { A };',
      'export type { B as Other };',
      "export { D } from './chunk.js';",
      "export type { C as A2 } from './chunk.js';",
      'export declare const E = 1;',
    ].join('\n'),
  )
})

test('an entry is known by its declarations and by its code', () => {
  const exports = {
    '.': {
      types: { source: './src/a.ts', default: './dist/types/a.d.ts' },
      node: './dist/a.js',
      default: './dist/b.js',
    },
    './deep': { types: { default: './dist/types/c/d.d.ts' }, default: './dist/d.js' },
    './package.json': './package.json',
  }
  expect([...typedEntries({ exports })]).toEqual([
    ['a', 'a'],
    ['c/d', 'd'],
  ])
})

/** A package whose two entries share a class, which one of them exports as a type, and its code as built. */
function plantTypes(): void {
  const entry = (name: string): object => ({
    types: { default: `./dist/types/${name}.d.ts` },
    default: `./dist/${name}.js`,
  })
  const files = {
    'package.json': JSON.stringify({ exports: { '.': entry('a'), './b': entry('b') } }),
    'tsconfig.build.json': JSON.stringify({
      compilerOptions: {
        module: 'NodeNext',
        target: 'ES2023',
        types: [],
        rootDir: 'src',
        declaration: true,
        emitDeclarationOnly: true,
        allowImportingTsExtensions: true,
        stripInternal: true,
      },
      include: ['src'],
    }),
    'src/unseen.ts': 'export interface Unseen {\n  x: 1\n}',
    'src/shared.ts':
      "import type { Unseen } from './unseen.ts'\n/** One. */\nexport class Shared {\n  /** @internal */\n  constructor(unseen: Unseen) {\n    void unseen\n  }\n}",
    'src/a.ts': "export { Shared } from './shared.ts'",
    'src/b.ts':
      "import type { Shared } from './shared.ts'\nexport type { Shared }\nexport const same = (one: Shared): Shared => one",
    'dist/a.js': 'class Shared{}export{Shared}',
    'dist/b.js': 'export const same=e=>e',
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

test('entries share the declarations of a class, and what nobody can name is left out', async () => {
  plantTypes()
  await declarePackage(folder, join(folder, 'dist'))
  const types = join(folder, 'dist', 'types')
  const files = readdirSync(types, { recursive: true }).map(String)
  const texts = files
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => readFileSync(join(types, file), 'utf8'))
  expect(texts.filter((text) => text.includes('declare class Shared'))).toHaveLength(1)
  expect(texts.join('')).toContain('/** One. */')
  expect(texts.join('')).not.toContain('Unseen')
  expect(readFileSync(join(types, 'b.d.ts'), 'utf8')).toMatch(/export type \{.*Shared/)
  expect(readFileSync(join(types, 'a.d.ts'), 'utf8')).toMatch(
    /export (?:declare class Shared|\{ Shared \})/,
  )
})

test('declarations are without what they do not need', () => {
  const text =
    '/** Says `a();`\n * b();\n */\ninterface A {\n a: 1;\n (): void;\n b: 2;\n [key: string]: 3;\n}\n\nexport type { A };\n'
  expect(tightened(text)).toBe(
    '/** Says `a();`\n * b();\n */\ninterface A {\n a: 1;\n (): void\n b: 2;\n [key: string]: 3\n}\nexport type { A };\n',
  )
})

test('what a file declares is exported where it is declared', () => {
  const text =
    'declare function a(b: A): void\ndeclare function a(b: B): void\ninterface A {}\ninterface AB {}\ndeclare class B {}\nexport { a, C as D };\nexport type { A, B };\n'
  expect(exportedInPlace(text)).toBe(
    'export declare function a(b: A): void\nexport declare function a(b: B): void\nexport interface A {}\ninterface AB {}\ndeclare class B {}\nexport { C as D };\nexport type { B };\n',
  )
  expect(exportedInPlace('interface B {}\ntype A = 1\nexport type { A };\n')).toBe(
    'interface B {}\nexport type A = 1\nexport {};\n',
  )
})

test('long lines are broken between statements, and mean the same', async () => {
  const text = 'x'.repeat(700)
  const code = `export let broken;class A{a(){return"${text}"}b=()=>{let c="${text}";return c}}var d=new A;if(d.a()!==d.b())throw 1;broken=d.a().length`
  const lines = breakLines('a.js', code).split('\n')
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.join('')).toBe(code)
  const file = join(folder, 'broken.mjs')
  writeFileSync(file, lines.join('\n'))
  expect(await import(pathToFileURL(file).href)).toMatchObject({ broken: 700 })
})

test('code in ASCII means the same, in every kind of literal', async () => {
  const code =
    'export const all=["µ…","\\\\…",`${1}…😀`,/^[…µ]$/u.test("µ"),/😀{2}/u.test("😀😀"),String.raw`\\u0041`]'
  const text = asAscii('a.js', code)
  expect(text).toMatch(/^[\0-\x7f]+$/)
  const file = join(folder, 'ascii.mjs')
  writeFileSync(file, text)
  const { all } = await import(pathToFileURL(file).href)
  expect(all).toEqual(['µ…', '\\…', '1…😀', true, true, String.raw`\u0041`])
  expect(() => asAscii('a.js', 'String.raw`…`')).toThrow('a.js: a tagged template is not ASCII')
})

test('modules of Node are asked for by name, where single names are wanted of them', async () => {
  const code = [
    'import{join as a,sep}from"node:path";import b from"node:os";import*as c from "node:url";',
    "import{join as d}from'node:path';import{e}from'./e.mjs';",
    'export const all=[a===d,sep,typeof b.hostname,typeof c.URL,e]',
  ].join('')
  const text = takeBuiltins('a.js', code)
  expect(text.match(/from *["'].*?["']/g)).toEqual([
    'from"node:os"',
    'from "node:url"',
    "from'./e.mjs'",
  ])
  writeFileSync(join(folder, 'e.mjs'), 'export const e=1')
  const file = join(folder, 'builtins.mjs')
  writeFileSync(file, text)
  const { all } = await import(pathToFileURL(file).href)
  expect(all).toEqual([true, sep, 'function', 'function', 1])
})

test('every file that package.json promises is known, under each condition', () => {
  const manifest = {
    bin: { x: './bin/x.mjs' },
    exports: {
      '.': { types: { a: './src/a.ts', default: './a.d.ts' }, default: './a.js' },
      './b': './b.js',
    },
  }
  expect(promisedFiles(manifest)).toEqual(['a.d.ts', 'a.js', 'b.js', 'bin/x.mjs', 'src/a.ts'])
})

test('a promised file that is missing is named', () => {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'p', exports: { '.': './a.js', './b': './b.js' } }),
  )
  writeFileSync(join(folder, 'a.js'), '')
  expect(missingExports(folder)).toEqual(['p: package.json names b.js, which does not exist'])
})

test('an entry whose source does not exist yet is left out', () => {
  writeFileSync(join(folder, 'a.ts'), '')
  expect(presentEntries(folder, { a: 'a.ts', b: 'b.ts' })).toEqual({ a: 'a.ts' })
})

/** A package with a client in three files, and an integration that uses it by name. */
function plantClient(): void {
  const files = {
    'errors.ts': 'export class Fault extends Error {}',
    'protocol.ts': "export { Fault } from './errors.ts'",
    'client.ts': "import { Fault } from './errors.ts'\nexport class Client { fault = new Fault() }",
    'index.ts': "export { Client } from './client.ts'\nexport { Fault } from './errors.ts'",
    'node.ts':
      "import { hostname } from 'node:os'\nexport * from './index.ts'\nexport { hostname }",
    'contrib/express.ts':
      "import { Client } from 'raven-ts'\nexport const make = () => new Client()",
  }
  mkdirSync(join(folder, 'src', 'contrib'), { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, 'src', file), text)
}

/** The files an output imports that are outputs too. */
function ownImports(metafile: { outputs: object }, file: string): string[] {
  const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith(`/${file}`))?.[1]
  return output.imports
    .filter((found: { external?: boolean }) => found.external !== true)
    .map((found: { path: string }) => found.path)
}

test('the doors of the client share their classes, in an entry and at most two chunks', async () => {
  plantClient()
  const [client] = await bundlePackage(folder, 'raven', join(folder, 'out'))
  for (const entry of ['node.js', 'index.js', 'protocol.js']) {
    expect(ownImports(client, entry).length).toBeLessThanOrEqual(2)
  }
  const texts = Object.keys(client.outputs).map((path) => readFileSync(join(folder, path), 'utf8'))
  expect(texts.filter((text) => text.includes('extends Error'))).toHaveLength(1)
})

test('an integration imports the client by name, and does not contain it', async () => {
  plantClient()
  await bundlePackage(folder, 'raven', join(folder, 'out'))
  const text = readFileSync(join(folder, 'out', 'contrib', 'express.js'), 'utf8')
  expect(text).toMatch(/from\s*"raven-ts"/)
  expect(text).not.toContain('class Client')
})

test('the same sources give the same bytes', async () => {
  plantClient()
  const contents = async (out: string): Promise<string[]> => {
    const metafiles = await bundlePackage(folder, 'raven', join(folder, out))
    return metafiles.flatMap((metafile: { outputs: object }) =>
      Object.keys(metafile.outputs).map((path) => readFileSync(join(folder, path), 'utf8')),
    )
  }
  expect(await contents('two')).toEqual(await contents('one'))
})
