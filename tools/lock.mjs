/**
 * Completes lock files: every optional package that the lock names has an entry.
 *
 * npm leaves out what a registry does not serve, such as a binary for a platform that a mirror lacks;
 * and then `npm ci` refuses the lock it has written itself. A binary for another platform is never
 * fetched here, so an entry that tells its version and platform is enough.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, program } from './program.mjs'
import { ROOT, realFolders } from './real-parts.mjs'

const HELP = `node tools/lock.mjs [--check]

Adds what npm left out of package-lock.json, here and in packages/*/test/real/*: entries for optional
packages of other platforms. Run it after npm install, if npm ci says "Missing: … from lock file".

  --check   only say what is missing; exit code 1 if something is
  --help    this text`

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
]
const LIBRARIES = { gnu: 'glibc', musl: 'musl' }

/** The entry that a name such as `@oxlint/binding-linux-x64-musl` tells; undefined if it tells no platform. */
export function platformEntry(name, version, parent) {
  const parts = name.split(/[/-]/)
  const os = SYSTEMS.filter((system) => parts.includes(system))
  const cpu = PROCESSORS.filter((processor) => parts.includes(processor))
  if (os.length === 0 || cpu.length === 0) return undefined
  const libc = os.includes('linux') ? parts.flatMap((part) => LIBRARIES[part] ?? []) : []
  return {
    version,
    cpu,
    ...(parent.dev && { dev: true }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    os,
  }
}

/** Where a dependency of the package at this path may be installed. */
function places(path, name) {
  const folders = path.split('/node_modules/')
  const nested = folders.map((_, at) => folders.slice(0, at + 1).join('/node_modules/'))
  return [...nested.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`]
}

/** The entries that a lock lacks, by their place. */
export function missingEntries({ packages }) {
  const missing = {}
  for (const [path, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (places(path, name).some((place) => place in packages)) continue
      const entry = /^\d/.test(version) ? platformEntry(name, version, parent) : undefined
      if (entry !== undefined) missing[`node_modules/${name}`] = entry
    }
  }
  return missing
}

/** A lock with these entries, in npm's order. */
export function withEntries(lock, entries) {
  const all = Object.entries({ ...lock.packages, ...entries })
  const sorted = all.sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(sorted) }
}

/** Every lock of the work tree. */
export function lockFiles(root = ROOT) {
  return ['.', ...realFolders(root)]
    .map((folder) => join(root, folder, 'package-lock.json'))
    .filter((file) => existsSync(file))
}

await program(import.meta.url, {
  help: HELP,
  options: { check: { type: 'boolean' } },
  async run({ check = false }) {
    const faults = []
    for (const file of lockFiles()) {
      const lock = JSON.parse(readFileSync(file, 'utf8'))
      const entries = missingEntries(lock)
      const count = Object.keys(entries).length
      if (count > 0) faults.push(`${file} lacks ${count} entries: node tools/lock.mjs`)
      if (count > 0 && !check) {
        writeFileSync(file, `${JSON.stringify(withEntries(lock, entries), null, 2)}\n`)
      }
    }
    if (check && faults.length > 0) throw new Fault(faults.join('\n'))
  },
})
