/**
 * Other versions of Node, and other runtimes, at pinned versions, installed when first needed.
 *
 * Each is one package of one platform, without install scripts, in `.cache/runtimes/`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

const HELP = `node tools/runtimes.mjs [name…]

Installs runtimes into .cache/runtimes and prints where each is; no name means all of them.

  --list   only say what is there and what is missing
  --help   this text

Example: node tools/runtimes.mjs node-22 bun`

const TIMEOUT_MS = 10 * 60_000
const CACHE = join(ROOT, '.cache', 'runtimes')

const { platform, arch } = process
const BUN_ARCH = arch === 'arm64' ? 'aarch64' : arch
const DENO_SYSTEM = platform === 'linux' ? `${platform}-${arch}-glibc` : `${platform}-${arch}`

function node(version) {
  const name = `node-${platform}-${arch}`
  return { version, package: name, program: 'bin/node', args: [] }
}

/** Every runtime we name. Node 20 is the very floor. */
export const RUNTIMES = {
  'node-20': node('20.19.0'),
  'node-22': node('22.23.3'),
  'node-24': node('24.21.0'),
  'node-26': node('26.10.0'),
  bun: {
    version: '1.4.5',
    package: `@oven/bun-${platform}-${BUN_ARCH}`,
    program: 'bin/bun',
    args: ['run'],
  },
  deno: {
    version: '2.9.6',
    package: `@deno/${DENO_SYSTEM}`,
    program: 'deno',
    args: ['run', '--allow-all', '--node-modules-dir=manual', '--quiet'],
  },
  workerd: {
    version: '1.20261117.1',
    package: `@cloudflare/workerd-${platform}-${arch === 'x64' ? '64' : arch}`,
    program: 'bin/workerd',
    args: [],
  },
}

/** Where the program of a runtime is, or will be. */
export function runtimePath(name) {
  const { version, package: pack, program: file } = RUNTIMES[name]
  return join(CACHE, `${name}-${version}`, 'node_modules', pack, file)
}

/** Installs into a folder beside, then moves it into its place, so that what is there is whole. */
function install(name) {
  const { version, package: pack } = RUNTIMES[name]
  mkdirSync(CACHE, { recursive: true })
  const staged = mkdtempSync(join(CACHE, '.new-'))
  try {
    writeFileSync(join(staged, 'package.json'), '{ "private": true }\n')
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
    const run = spawnSync('npm', [...args, '--no-engine-strict', `${pack}@${version}`], {
      cwd: staged,
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    })
    if (run.status !== 0) throw new Fault(explain(name, run))
    rmSync(join(CACHE, `${name}-${version}`), { recursive: true, force: true })
    renameSync(staged, join(CACHE, `${name}-${version}`))
  } finally {
    rmSync(staged, { recursive: true, force: true })
  }
}

function explain(name, run) {
  const { version, package: pack } = RUNTIMES[name]
  const said = `${run.error?.message ?? ''}${run.stderr}`.trim()
  return `${name} ${version} is not here, and npm could not install ${pack}@${version}; connect once, or leave it out.\n${said}`
}

/** The program of a runtime, installed now if it is not there yet; throws a `Fault` offline. */
export function ensureRuntime(name) {
  if (!(name in RUNTIMES)) throw new Fault(`no runtime is called ${name}`)
  const path = runtimePath(name)
  if (!existsSync(path)) install(name)
  return path
}

await program(import.meta.url, {
  help: HELP,
  options: { list: { type: 'boolean' } },
  async run(values, names) {
    for (const name of names.length > 0 ? names : Object.keys(RUNTIMES)) {
      const there = values.list ? existsSync(runtimePath(name)) : true
      const path = values.list ? runtimePath(name) : ensureRuntime(name)
      console.log(`${name} ${RUNTIMES[name].version}: ${there ? path : 'missing'}`)
    }
  },
})
