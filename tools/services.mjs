/**
 * The programs of the system that tests use, from Debian's packages.
 */
import { spawnSync } from 'node:child_process'
import { Fault, program } from './program.mjs'
import { SERVICES } from './real-parts.mjs'

const HELP = `node tools/services.mjs --check | --install

  --check     say which of the programs that tests use are there
  --install   install those that are missing, by apt-get, as root; elsewhere say what to install
  --help      this text

Tests that need a missing one are skipped and say so; with CI=true they fail.`

const TIMEOUT_MS = 15 * 60_000

/**
 * Names and packages of what is missing here.
 *
 * @param {Readonly<Record<string, { package: string, find: () => string | undefined }>>} services
 */
export function missingServices(services = SERVICES) {
  return Object.entries(services)
    .filter(([, service]) => service.find() === undefined)
    .map(([name, service]) => ({ name, package: service.package }))
}

/** Why this process cannot install anything, or undefined if it can. */
function whyNot() {
  if (process.platform !== 'linux') return 'this is not Linux'
  if (process.getuid?.() !== 0) return 'this is not root'
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' })
  return apt.status === 0 ? undefined : 'there is no apt-get'
}

function apt(...args) {
  const run = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-q', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (run.status !== 0) throw new Fault(`apt-get ${args[0]} failed`)
}

function install() {
  const missing = missingServices()
  if (missing.length === 0) {
    console.log('services: all there')
    return
  }
  const packages = missing.map((service) => service.package)
  const reason = whyNot()
  if (reason !== undefined) {
    console.log(`services: ${reason}, so install these yourself: ${packages.join(' ')}`)
    console.log('Until then the tests that need them are skipped and say so.')
    return
  }
  apt('update')
  apt('install', '-y', '--no-install-recommends', ...packages)
}

function check() {
  for (const [name, service] of Object.entries(SERVICES)) {
    console.log(`${name}: ${service.find() ?? `missing (Debian's package ${service.package})`}`)
  }
}

await program(import.meta.url, {
  help: HELP,
  options: { check: { type: 'boolean' }, install: { type: 'boolean' } },
  async run(values) {
    if (values.install) install()
    else check()
  },
})
