/**
 * Builds what is published, of both packages: bundles and declarations, into `packages/*` `/dist`.
 *
 * The same sources give the same bytes: nothing here reads a clock or writes a path of this machine.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundlePackage } from './build/bundle.mjs'
import { declarePackage } from './build/declarations.mjs'
import { PACKAGES, missingExports } from './build/entries.mjs'
import { isMain } from './is-main.mjs'
import { ROOT } from './real-parts.mjs'

const HELP = `node tools/build.mjs [raven] [inbox]

Builds packages/<name>/dist: bundles by esbuild, declarations by tsc.

  --no-types   only the bundles
  --help       this text

Example: node tools/build.mjs raven`

/**
 * Builds the named packages, in the order of their dependencies; throws where one cannot be built.
 *
 * `types: false` leaves the declarations out.
 */
export async function buildPackages(names = Object.keys(PACKAGES), { types = true } = {}) {
  const folders = names.map((name) => join(ROOT, 'packages', name))
  for (const folder of folders) await rm(join(folder, 'dist'), { recursive: true, force: true })
  const bundles = Promise.all(names.map((name, at) => bundlePackage(folders[at], name)))
  const declared = types ? declareInOrder(folders) : Promise.resolve()
  await Promise.all([bundles, declared])
  const missing = folders.flatMap((folder) => missingExports(folder))
  const counted = types ? missing : missing.filter((line) => !line.includes('dist/types/'))
  if (counted.length > 0) throw new Error(counted.join('\n'))
}

/** One package after the other: the second reads the declarations of the first. */
async function declareInOrder(folders) {
  for (const folder of folders) await declarePackage(folder)
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'no-types': { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help) return void console.log(HELP)
  const names = Object.keys(PACKAGES).filter(
    (name) => positionals.length === 0 || positionals.includes(name),
  )
  try {
    await buildPackages(names, { types: !values['no-types'] })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

if (isMain(import.meta.url)) await main()
