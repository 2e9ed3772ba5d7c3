/**
 * Installs the packages by others that tests run against, those in `packages/<package>/test/real/`.
 *
 * Each folder has a `package.json` and a `package-lock.json` of its own, so that `npm ci` at the root
 * stays quick. A stamp with the lock's hash tells what is installed already.
 */
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, isInstalled, lockHash, realFolders, stampFile } from './real-parts.mjs'
import { Fault, program } from './program.mjs'

const HELP = `node tools/real.mjs [name…]

Installs the packages in packages/*/test/real/<name>, all or those named, by npm ci.
What is installed already from the same lock is left alone.

  --list   only say what is there and what is missing
  --help   this text

Example: node tools/real.mjs sentry-node`

const TIMEOUT_MS = 10 * 60_000

/** Installs one folder, unless its present lock is installed already; throws if npm fails. */
function installFolder(folder, log) {
  const path = join(ROOT, folder)
  if (isInstalled(path)) return
  if (!existsSync(join(path, 'package-lock.json'))) throw new Fault(`${folder} has no lock`)
  const npmrc = join(path, '.npmrc')
  if (!existsSync(npmrc)) copyFileSync(join(ROOT, '.npmrc'), npmrc)
  log(`installing ${folder}`)
  // `npm run` hands on what the workspace says of engines; packages for a newer Node say otherwise in a file of their own
  const env = { ...process.env }
  delete env.npm_config_engine_strict
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: path,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    env,
  })
  if (run.status !== 0) throw new Fault(`npm ci failed in ${folder}:\n${run.stderr}`)
  writeFileSync(stampFile(path), lockHash(path))
}

/** Installs what is missing of the named folders; no names means all of them. */
export async function installReal(names = [], log = console.error) {
  const folders = realFolders()
  const wanted = folders.filter(
    (folder) => names.length === 0 || names.some((name) => folder.endsWith(`/${name}`)),
  )
  for (const folder of wanted) installFolder(folder, log)
  return wanted
}

function list() {
  for (const folder of realFolders()) {
    console.log(`${isInstalled(join(ROOT, folder)) ? 'installed' : 'missing  '}  ${folder}`)
  }
}

await program(import.meta.url, {
  help: HELP,
  options: { list: { type: 'boolean' } },
  async run(values, positionals) {
    if (values.list) list()
    else await installReal(positionals)
  },
})
