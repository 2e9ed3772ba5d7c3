/**
 * Makes what would be published: a tarball of each package, without what is ours alone.
 *
 * The private export condition `raven-source` leads to sources that are not shipped, so it goes.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PACKAGES } from './build/entries.mjs'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

const HELP = `node tools/pack.mjs [folder]

Packs raven-ts and raven-inbox from their dist into tarballs in the folder (default: .cache/pack)
and prints the path of each. Build first.

  --help   this text

Example: node tools/pack.mjs /tmp/tarballs`

const PRIVATE_CONDITION = 'raven-source'
const PRIVATE_FIELDS = ['devDependencies', 'scripts', 'private']

/** An export target without the private condition; one that only has a default becomes it. */
function publicTarget(target) {
  if (typeof target === 'string' || target === null) return target
  const kept = Object.entries(target)
    .filter(([condition]) => condition !== PRIVATE_CONDITION)
    .map(([condition, inner]) => [condition, publicTarget(inner)])
  if (kept.length === 1 && kept[0][0] === 'default') return kept[0][1]
  return Object.fromEntries(kept)
}

const CONTRIB = './contrib/'

/** The target of an integration as text, written for any name. */
function forAnyName([path, target]) {
  return JSON.stringify(target).replaceAll(`/${path.slice(CONTRIB.length)}.`, '/*.')
}

/** Integrations are published by one pattern, a tenth of their list; one that differs keeps a row of its own. */
function withPattern(exports) {
  const rows = Object.entries(exports)
  const first = rows.find(([path]) => path.startsWith(CONTRIB))
  if (first === undefined) return exports
  const common = forAnyName(first)
  const own = rows.filter((row) => !row[0].startsWith(CONTRIB) || forAnyName(row) !== common)
  return { ...Object.fromEntries(own), [`${CONTRIB}*`]: JSON.parse(common) }
}

/** The `package.json` that is published for a `package.json` of the workspace. */
export function publicManifest(manifest) {
  const kept = Object.entries(manifest).filter(([field]) => !PRIVATE_FIELDS.includes(field))
  const exports = Object.fromEntries(
    Object.entries(manifest.exports ?? {}).map(([path, target]) => [path, publicTarget(target)]),
  )
  return { ...Object.fromEntries(kept), exports: withPattern(exports) }
}

/** Lays out one package as it would be installed, in a folder that may not exist yet. */
export function stagePackage(name, folder, root = ROOT) {
  const source = join(root, 'packages', name)
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  if (!existsSync(join(source, 'dist'))) throw new Fault(`${name} is not built: npm run build`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const part of manifest.files)
    cpSync(join(source, part), join(folder, part), { recursive: true })
  for (const text of ['README.md', 'LICENSE']) {
    const own = join(source, text)
    const file = existsSync(own) ? own : join(root, text)
    if (existsSync(file)) cpSync(file, join(folder, text))
  }
  const published = JSON.stringify(publicManifest(manifest))
  writeFileSync(join(folder, 'package.json'), `${published}\n`)
}

/** Packs a staged folder by npm; returns the path of the tarball. */
function packFolder(folder, destination) {
  const run = spawnSync(
    'npm',
    ['pack', folder, '--pack-destination', destination, '--ignore-scripts', '--json', '--silent'],
    { encoding: 'utf8', cwd: folder, timeout: 120_000 },
  )
  if (run.status !== 0) throw new Fault(`npm pack failed:\n${run.stderr}`)
  const [{ filename }] = Object.values(JSON.parse(run.stdout))
  return join(destination, filename)
}

/** Packs both packages into a folder; returns the paths of the tarballs by the packages' folders. */
export function packPackages(destination) {
  mkdirSync(destination, { recursive: true })
  const staging = mkdtempSync(join(tmpdir(), 'raven-pack-'))
  try {
    const packed = Object.keys(PACKAGES).map((name) => {
      stagePackage(name, join(staging, name))
      return [name, packFolder(join(staging, name), destination)]
    })
    return Object.fromEntries(packed)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

await program(import.meta.url, {
  help: HELP,
  async run(_, [folder]) {
    const tarballs = packPackages(resolve(folder ?? join(ROOT, '.cache', 'pack')))
    for (const path of Object.values(tarballs)) console.log(path)
  },
})
