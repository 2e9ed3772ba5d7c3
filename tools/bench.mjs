/**
 * Runs a measurement of `bench/`: bundled into `.cache/bench` and run by the Node in use.
 *
 * What we are measured beside is installed in `bench/peers` when first needed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { Fault, program } from './program.mjs'
import { ROOT, isInstalled, lockHash, stampFile } from './real-parts.mjs'
import { NODE_TARGET, sourceTextEsbuild } from './source-text.mjs'

const HELP = `node tools/bench.mjs <name>

Runs bench/<name>.ts and prints a table for bench/RESULTS.md. Times are of this machine, and only
those of one run can be compared.

  --help   this text

Example: node tools/bench.mjs normalize`

const PEERS = join(ROOT, 'bench', 'peers')
const TIMEOUT_MS = 10 * 60_000

function installPeers() {
  if (isInstalled(PEERS)) return
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: PEERS,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  })
  if (run.status !== 0) throw new Fault(`npm ci failed in bench/peers:\n${run.stderr}`)
  writeFileSync(stampFile(PEERS), lockHash(PEERS))
}

/** Bundles our sources; the packages beside ours stay as they were published. */
async function bundle(file, name) {
  const outfile = join(ROOT, '.cache', 'bench', `${name}.mjs`)
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: NODE_TARGET,
    conditions: ['raven-source'],
    plugins: [sourceTextEsbuild()],
    logLevel: 'error',
  })
  return outfile
}

await program(import.meta.url, {
  help: HELP,
  async run(_values, [name = '', ...rest]) {
    const file = join(ROOT, 'bench', `${name}.ts`)
    if (!/^[a-z-]+$/.test(name) || !existsSync(file))
      throw new Fault(`no bench/${name}.ts\n\n${HELP}`)
    installPeers()
    const script = await bundle(file, name)
    const args = ['--expose-gc', script, PEERS, ...rest] // mapping stacks would be measured as well
    return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit', timeout: TIMEOUT_MS })
      .status
  },
})
