/** Bundles the sources of one package. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, formatMessages } from 'esbuild'
import { minify } from 'oxc-minify'
import { Fault } from '../program.mjs'
import { asAscii } from './ascii.mjs'
import { breakLines } from './break-lines.mjs'
import { mergeImports } from './merge-imports.mjs'
import { takeBuiltins } from './builtins.mjs'
import { NODE_TARGET, sourceTextEsbuild } from '../source-text.mjs'
import { PACKAGES, presentEntries } from './entries.mjs'

/**
 * Blanks and comments go, because every program pays for reading them at its start.
 * Every import by package name stays one: dependencies, and the package's own public entries.
 */
const OPTIONS = {
  bundle: true,
  minifyWhitespace: true,
  minifySyntax: true,
  format: 'esm',
  platform: 'node',
  target: NODE_TARGET,
  packages: 'external',
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  logLevel: 'silent',
}

/** Runs esbuild; what it finds wrong is said with file and line. */
async function buildOrExplain(options) {
  try {
    return await build(options)
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error
    throw new Fault((await formatMessages(error.errors, { kind: 'error' })).join(''))
  }
}

/**
 * Names of classes and methods are kept: they say in a stack trace what the package was about. Those of
 * plain functions are not, because they are a fifteenth of what every program reads at its start.
 */
const SHORTER = {
  module: true,
  compress: { target: NODE_TARGET, sequences: false, keepNames: { function: false, class: true } },
  mangle: { toplevel: true, keepNames: { function: false, class: true } },
}

/** Shortens the names of variables in one file, a quarter of what is installed, and breaks its lines. */
async function shorten(file) {
  const { code, errors } = await minify(file, await readFile(file, 'utf8'), SHORTER)
  if (errors.length > 0) throw new Fault(`${file}: ${errors[0].message}`)
  await writeFile(
    file,
    breakLines(file, asAscii(file, mergeImports(file, takeBuiltins(file, code)))),
  )
}

/** Bundles one package into the folder `outdir`; returns what esbuild says of inputs and outputs, one for each run. */
export async function bundlePackage(folder, name, outdir) {
  const src = join(folder, 'src')
  const runs = PACKAGES[name](src).map(async (run) => {
    const entries = presentEntries(src, run.entries)
    if (Object.keys(entries).length === 0) return undefined
    const result = await buildOrExplain({
      ...OPTIONS,
      absWorkingDir: folder,
      entryPoints: Object.fromEntries(
        Object.entries(entries).map(([out, file]) => [out, join('src', file)]),
      ),
      chunkNames: `chunks/${run.name}-[hash]`,
      outdir,
      plugins: [sourceTextEsbuild()],
    })
    const outputs = Object.keys(result.metafile.outputs).map((file) => join(folder, file))
    await Promise.all(outputs.map(shorten))
    return result.metafile
  })
  return (await Promise.all(runs)).filter((metafile) => metafile !== undefined)
}
