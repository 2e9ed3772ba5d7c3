/**
 * Builds what is published, of both packages: bundles and declarations, into each one's `dist`.
 *
 * The same sources give the same bytes: nothing here reads a clock or writes a path of this machine.
 */
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bundlePackage } from './build/bundle.mjs'
import { declarePackage } from './build/declarations.mjs'
import { PACKAGES, missingExports } from './build/entries.mjs'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

const HELP = `node tools/build.mjs [raven] [inbox]

Builds packages/<name>/dist: bundles by esbuild, declarations by tsc.

  --no-types   only the bundles
  --help       this text

Example: node tools/build.mjs raven`

/**
 * Builds one package beside its `dist`, then puts the result in its place.
 *
 * So a build that fails leaves the last good one, and a program that runs meanwhile finds one whole.
 */
async function buildPackage(name, types) {
  const folder = join(ROOT, 'packages', name)
  const staged = join(ROOT, '.cache', 'build', `${name}-${process.pid}`)
  await mkdir(staged, { recursive: true })
  try {
    await Promise.all([
      bundlePackage(folder, name, staged),
      types ? declarePackage(folder, join(staged, 'types')) : undefined,
    ])
    await rm(join(folder, 'dist'), { recursive: true, force: true })
    await rename(staged, join(folder, 'dist'))
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
  return missingExports(folder)
}

/**
 * Builds the named packages; throws where one cannot be built, or lacks a file it promises.
 *
 * One after the other: the declarations of the second read those of the first.
 * `types: false` leaves the declarations out.
 */
export async function buildPackages(names = Object.keys(PACKAGES), { types = true } = {}) {
  const missing = []
  for (const name of names) missing.push(...(await buildPackage(name, types)))
  const counted = types ? missing : missing.filter((line) => !line.includes('dist/types/'))
  if (counted.length > 0) throw new Fault(counted.join('\n'))
}

await program(import.meta.url, {
  help: HELP,
  options: { 'no-types': { type: 'boolean' } },
  async run(values, positionals) {
    const all = Object.keys(PACKAGES)
    const names = all.filter((name) => positionals.length === 0 || positionals.includes(name))
    await buildPackages(names, { types: !values['no-types'] })
  },
})
