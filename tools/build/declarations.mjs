/** Writes the type declarations of one package. */
import { spawn } from 'node:child_process'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { Fault } from '../program.mjs'
import { ROOT } from '../real-parts.mjs'
import { scanImports } from '../layers/imports.mjs'

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

/** Every declaration file below a folder. */
async function declarationFiles(folder) {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true })
  return entries.filter((file) => file.endsWith('.d.ts')).map((file) => join(folder, file))
}

/** Compiles `tsconfig.build.json` of a package into `outDir`, and makes its specifiers resolve. */
export async function declarePackage(folder, outDir) {
  await compile(join(folder, 'tsconfig.build.json'), outDir)
  for (const file of await declarationFiles(outDir)) {
    const text = await readFile(file, 'utf8')
    const renamed = withJsSpecifiers(file, text)
    if (renamed !== text) await writeFile(file, renamed)
  }
}
