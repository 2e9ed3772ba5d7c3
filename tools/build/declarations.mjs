/** Writes the type declarations of one package. */
import { spawn } from 'node:child_process'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { Fault } from '../program.mjs'
import { ROOT } from '../real-parts.mjs'
import { scanImports } from '../layers/imports.mjs'
import { typedEntries } from './entries.mjs'

const TSC = join(ROOT, 'node_modules', '.bin', 'tsc')

/** Runs the compiler; throws what it says if it is not content. */
async function compile(project, outDir) {
  const child = spawn(TSC, ['-p', project, '--outDir', outDir, '--pretty', 'false'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (said += text))
  }
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Fault(`${relative(ROOT, project)} does not compile:\n${said.trim()}`)
}

/** The declarations with `./a.ts` written `./a.js`, which is what users' compilers resolve. */
export function withJsSpecifiers(path, text) {
  let result = text
  for (const found of scanImports(path, text).reverse()) {
    if (!/^\.{1,2}\/.*\.tsx?$/.test(found.specifier)) continue
    const renamed = found.specifier.replace(/\.tsx?$/, '.js')
    result = `${result.slice(0, found.start)}'${renamed}'${result.slice(found.end)}`
  }
  return result
}

/** Without what only readers of our sources need: what a file is about, and indents. */
export function forUsers(text) {
  const body = text.replace(/^\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*(?=import |\/\*\*)/, '')
  return body.replaceAll(/^ {4,}/gm, '')
}

/** Without semicolons, but where the next line could be read as going on, without imports of nothing, and empty lines. */
export function tightened(text) {
  return text
    .replaceAll(/^(?!\s*\/?\*)(.*);(?=\n\s*[^\s([<`])/gm, '$1')
    .replaceAll(/^import '.*'\n/gm, '')
    .replaceAll(/\n{2,}/g, '\n')
}

const LIST = /^export (type )?\{ ([^{}]*) \};?$/m
const LISTS = new RegExp(LIST, 'gm')

/**
 * With `export` before what the file declares and exports by that name, in place of a list that says it again.
 * An empty list stays, or TypeScript would take all else to be exported too.
 */
export function exportedInPlace(text) {
  let result = text
  for (const [list, type = '', names] of text.matchAll(LISTS)) {
    const kinds = type ? 'interface|type' : 'declare (?:function|(?:abstract )?class|const)'
    const left = names.split(', ').filter((name) => {
      const declared = new RegExp(`^(?=(?:${kinds}) ${name}[^\\w$])`, 'gm')
      if (!/^\w+$/.test(name) || !declared.test(result)) return true
      result = result.replaceAll(declared, 'export ')
      return false
    })
    const rest = left.length === 0 ? '' : `export ${type}{ ${left.join(', ')} };`
    result = result.replace(list, () => rest)
  }
  const isOpen = /^(?:declare|interface|type) /m.test(result) && !LIST.test(result)
  return isOpen ? `${result.trimEnd()}\nexport {};\n` : result
}

/** Every declaration file below a folder. */
async function declarationFiles(folder) {
  const entries = await readdir(folder, { recursive: true })
  return entries.filter((file) => file.endsWith('.d.ts')).map((file) => join(folder, file))
}

/** `export { … }`, and `export type { … }` for what is not there when a program runs. */
function exportLists(specifiers, values, source) {
  const isValue = (one) => values.has(one.exported.name)
  const list = (word, some) => {
    const names = some.map(({ local, exported }) =>
      local.name === exported.name ? exported.name : `${local.name} as ${exported.name}`,
    )
    return names.length === 0 ? [] : [`${word} { ${names.join(', ')} }${source};`]
  }
  return [
    ...list('export', specifiers.filter(isValue)),
    ...list(
      'export type',
      specifiers.filter((one) => !isValue(one)),
    ),
  ].join('\n')
}

/**
 * The declarations of an entry, in which all names but `values` are exported as types.
 *
 * Of a class that was exported as a type the roller makes an export like any other, which is a promise
 * that the code does not keep.
 */
export function withTypeExports(file, text, values) {
  let result = text
  const isList = (node) => node.type === 'ExportNamedDeclaration' && node.specifiers.length > 0
  for (const node of parseSync(file, text).program.body.filter(isList).reverse()) {
    const source = node.source ? ` from ${node.source.raw}` : ''
    const lists = exportLists(node.specifiers, values, source)
    result = `${result.slice(0, node.start)}${lists}${result.slice(node.end)}`
  }
  return result
}

/** What a file of JavaScript exports. */
function exportedNames(file) {
  const { staticExports } = parseSync(file, readFileSync(file, 'utf8')).module
  return new Set(staticExports.flatMap(({ entries }) => entries.map((one) => one.exportName.name)))
}

/**
 * Rolls declaration files up: one file for each entry, and few for what they share.
 *
 * What no entry leads to is left out, so that nobody installs types that nobody can name. `entries`
 * are declarations below `modules`, without their ending.
 */
async function rollUp(modules, entries, outDir) {
  const bundle = await rollup({
    input: Object.fromEntries(entries.map((name) => [name, join(modules, `${name}.d.ts`)])),
    external: (specifier) => !/^[./]/.test(specifier),
    plugins: [dts()],
    onwarn: (warning) => {
      throw new Fault(`declarations: ${warning.message}`)
    },
  })
  await bundle.write({
    dir: outDir,
    format: 'es',
    entryFileNames: '[name].d.ts',
    chunkFileNames: 'chunks/[hash].d.ts',
  })
  await bundle.close()
}

/**
 * Compiles `tsconfig.build.json` of a package, and leaves in `types` below `outDir` what its users need
 * of that. The code is there already.
 */
export async function declarePackage(folder, outDir) {
  const [modules, types] = [join(outDir, 'modules'), join(outDir, 'types')]
  await compile(join(folder, 'tsconfig.build.json'), modules)
  for (const file of await declarationFiles(modules)) {
    await writeFile(file, forUsers(withJsSpecifiers(file, await readFile(file, 'utf8'))))
  }
  const entries = typedEntries(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))
  await rollUp(modules, [...entries.keys()], types)
  for (const [name, code] of entries) {
    const file = join(types, `${name}.d.ts`)
    const text = await readFile(file, 'utf8')
    await writeFile(file, withTypeExports(file, text, exportedNames(join(outDir, `${code}.js`))))
  }
  for (const file of await declarationFiles(types))
    await writeFile(file, tightened(exportedInPlace(await readFile(file, 'utf8'))))
  await rm(modules, { recursive: true })
}
