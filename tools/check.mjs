/**
 * Checks what would be published: by publint, attw and knip, and by our own rules for entries and sizes.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkEntries, publicEntries } from './check/entries.mjs'
import { checkPublished, checkTypes, checkUnused } from './check/packages.mjs'
import {
  entrySizes,
  installedBytes,
  installedTable,
  oversized,
  overweight,
  readCeilings,
  sizeTable,
  unmeasured,
} from './check/sizes.mjs'
import { packPackages, stagePackage } from './pack.mjs'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

const HELP = `node tools/check.mjs [check…]

Checks the built packages; no name means all checks:

  publint   package.json and the files it names
  types     declarations resolve for users (attw)
  unused    nothing is exported or listed that nobody uses (knip)
  entries   importing does nothing, loads few files, import and require agree
  sizes     entries and the whole install, against tools/sizes.json
  nothing   raven-ts depends on nothing

  --help    this text

Example: node tools/check.mjs sizes entries`

const RAVEN = join(ROOT, 'packages', 'raven')

function manifestOf(name) {
  return JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8'))
}

/** Runs `use` with a folder of its own, which is gone afterwards. */
async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'raven-check-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The files of `dist` that the public entries of raven-ts lead to, the neutral one included. */
function entryFiles() {
  const { exports } = manifestOf('raven')
  const targets = publicEntries({ exports }).flatMap((path) => {
    const { node, default: other } = exports[path]
    return [node, other].filter((file) => file !== undefined)
  })
  return [...new Set(targets.map((file) => file.slice('./'.length)))]
}

async function sizes() {
  const ceilings = readCeilings()
  const rows = await entrySizes(RAVEN, ceilings.entries)
  const installed = await withFolder((folder) => {
    stagePackage('raven', join(folder, 'raven'))
    return installedBytes(join(folder, 'raven'))
  })
  console.log(`${sizeTable(rows)}\n\n${installedTable(installed, ceilings)}`)
  return [
    ...unmeasured(entryFiles(), ceilings.entries),
    ...oversized(rows),
    ...overweight(installed, ceilings),
  ]
}

function nothing() {
  const manifest = manifestOf('raven')
  const fields = ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies']
  return fields
    .filter((field) => manifest[field] !== undefined)
    .map((field) => `raven-ts has ${field}; it depends on nothing`)
}

/** Runs one of the checks of tarballs on both packages. */
function onTarballs(check) {
  return withFolder(async (folder) => {
    const tarballs = Object.entries(packPackages(folder))
    const faults = await Promise.all(tarballs.map(([name, tarball]) => check(tarball, name)))
    return faults.flat()
  })
}

/** Every check by name; each gives its faults as lines. */
const CHECKS = {
  publint: () => onTarballs(checkPublished),
  types: () => onTarballs((tarball, name) => checkTypes(tarball, publicEntries(manifestOf(name)))),
  unused: checkUnused,
  entries: () => checkEntries(RAVEN, manifestOf('raven')),
  sizes,
  nothing,
}

/** A check that cannot even run is a fault of its own, and does not keep the others from running. */
async function faultsOf(name) {
  try {
    return await CHECKS[name]()
  } catch (error) {
    return [`${name} could not run: ${error instanceof Error ? error.message : String(error)}`]
  }
}

await program(import.meta.url, {
  help: HELP,
  async run(_, names) {
    const unknown = names.filter((name) => !(name in CHECKS))
    if (unknown.length > 0) throw new Fault(`no check is called ${unknown.join(', ')}`)
    const wanted = names.length > 0 ? names : Object.keys(CHECKS)
    const faults = []
    for (const name of wanted) {
      const found = await faultsOf(name)
      console.log(`${found.length === 0 ? 'ok    ' : 'faulty'}  ${name}`)
      faults.push(...found)
    }
    if (faults.length > 0) throw new Fault(`\n${faults.join('\n')}`)
  },
})
