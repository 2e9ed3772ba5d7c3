/** Writes the type declarations of one package. */
import { spawn } from 'node:child_process'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { dirname, join, relative } from 'node:path'
import { Fault } from '../program.mjs'
import { ROOT } from '../real-parts.mjs'
import { scanImports } from '../layers/imports.mjs'
import { promisedFiles } from './entries.mjs'

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

/** Without what only readers of our sources need: what a file is about, and deep indents. */
export function forUsers(text) {
  const body = text.replace(/^\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*(?=import |\/\*\*)/, '')
  return body.replaceAll(/^(?: {4})+/gm, (indent) => ' '.repeat(indent.length / 4))
}

/** Every declaration file below a folder. */
async function declarationFiles(folder) {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true })
  return entries.filter((file) => file.endsWith('.d.ts')).map((file) => join(folder, file))
}

/** The declaration files that `entries` lead to, themselves included. */
export async function reachableDeclarations(entries) {
  const reached = new Set(entries)
  for (const file of reached) {
    for (const { specifier } of scanImports(file, await readFile(file, 'utf8'))) {
      if (/^\.{1,2}\/.*\.js$/.test(specifier))
        reached.add(join(dirname(file), specifier.replace(/\.js$/, '.d.ts')))
    }
  }
  return reached
}

/** Where a package's `exports` say that the declarations of its entries are, below `outDir`. */
function entryDeclarations(folder, outDir) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const inTypes = /^dist\/types\/(.+\.d\.ts)$/
  return promisedFiles(manifest)
    .map((file) => inTypes.exec(file)?.[1])
    .filter((file) => file !== undefined && existsSync(join(outDir, file)))
    .map((file) => join(outDir, file))
}

/**
 * Compiles `tsconfig.build.json` of a package into `outDir`, and makes its specifiers resolve.
 *
 * Declarations that no entry leads to are of no use to anybody and go.
 */
export async function declarePackage(folder, outDir) {
  await compile(join(folder, 'tsconfig.build.json'), outDir)
  for (const file of await declarationFiles(outDir)) {
    const text = await readFile(file, 'utf8')
    const renamed = forUsers(withJsSpecifiers(file, text))
    if (renamed !== text) await writeFile(file, renamed)
  }
  const reached = await reachableDeclarations(entryDeclarations(folder, outDir))
  for (const file of await declarationFiles(outDir)) if (!reached.has(file)) await rm(file)
}
