/**
 * Builds what is published, of both packages: bundles and declarations, into each one's `dist`.
 *
 * The same sources give the same bytes: nothing here reads a clock or writes a path of this machine.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bundlePackage } from './build/bundle.mjs'
import { declarePackage } from './build/declarations.mjs'
import { PACKAGES, missingExports } from './build/entries.mjs'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

const HELP = `node tools/build.mjs [raven] [inbox]

Builds packages/<name>/dist: bundles by esbuild, declarations by tsc, rolled up.

  --no-types   only the bundles
  --help       this text

Example: node tools/build.mjs raven`

/** Where no declarations are made, those of the last build stay. */
async function keepTypes(folder, staged) {
  const last = join(folder, 'dist', 'types')
  if (existsSync(last)) await cp(last, join(staged, 'types'), { recursive: true })
}

/** Puts a new folder in the place of an old one, with hardly a moment between them. */
async function replaceFolder(folder, fresh) {
  const old = `${fresh}-old`
  if (existsSync(folder)) await rename(folder, old)
  await rename(fresh, folder)
  await rm(old, { recursive: true, force: true })
}

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
    await bundlePackage(folder, name, staged)
    await (types ? declarePackage(folder, staged) : keepTypes(folder, staged))
    await replaceFolder(join(folder, 'dist'), staged)
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
  return missingExports(folder)
}

/**
 * Builds the named packages; throws where one cannot be built, or lacks a file it promises.
 *
 * One after the other: the declarations of the second read those of the first.
 * `types: false` makes no declarations, and leaves those that are there.
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
