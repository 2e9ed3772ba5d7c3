/**
 * The parts of tests that are somebody else's: programs of the system, and packages installed apart.
 *
 * Where such a part is missing, a test that needs it is skipped and says so. With `CI=true` nothing
 * is skipped: the test fails and says what to run.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the workspace. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Whether this run may not leave anything out. */
export function isCi(env = process.env) {
  return env.CI === 'true' || env.CI === '1'
}

/** The first of these files that exists. */
function firstFile(paths) {
  return paths.find((path) => existsSync(path))
}

/** PostgreSQL's server, of the newest version there is: Debian keeps each in a folder of its own. */
function findPostgres() {
  const parent = '/usr/lib/postgresql'
  const versions = existsSync(parent) ? readdirSync(parent).map(Number) : []
  const newest = versions.filter(Number.isFinite).sort((a, b) => b - a)
  return firstFile(newest.map((version) => `${parent}/${version}/bin/postgres`))
}

/** Whether Debian's Python has this module, and where its interpreter is. */
function pythonWith(module) {
  const python = firstFile(['/usr/bin/python3'])
  if (python === undefined) return undefined
  const probe = spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore', timeout: 60_000 })
  return probe.status === 0 ? python : undefined
}

/** Programs of the system that tests use: Debian's package, and how to find what it gives. */
export const SERVICES = {
  chromium: {
    package: 'chromium',
    find: () => firstFile(['/usr/bin/chromium', '/usr/bin/chromium-browser']),
  },
  'python-sentry': {
    package: 'python3-sentry-sdk',
    find: () => pythonWith('sentry_sdk'),
  },
  redis: {
    package: 'redis-server',
    find: () => firstFile(['/usr/bin/redis-server']),
  },
  postgres: {
    package: 'postgresql',
    find: findPostgres,
  },
  fonts: {
    package: 'fonts-dejavu',
    find: () => firstFile(['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf']),
  },
}

/** Every `packages/<package>/test/real/<name>`, as paths from the workspace. */
export function realFolders(root = ROOT) {
  const packages = join(root, 'packages')
  const parents = existsSync(packages) ? readdirSync(packages).sort() : []
  return parents.flatMap((name) => {
    const folder = join('packages', name, 'test', 'real')
    if (!existsSync(join(root, folder))) return []
    return readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => existsSync(join(root, folder, entry.name, 'package.json')))
      .map((entry) => join(folder, entry.name))
      .sort()
  })
}

/** What identifies an installation: the hash of the lock it was made from. */
export function lockHash(folder) {
  const lock = join(folder, 'package-lock.json')
  return existsSync(lock)
    ? createHash('sha256').update(readFileSync(lock)).digest('hex')
    : undefined
}

/** The file that records which lock `node_modules` was installed from. */
export function stampFile(folder) {
  return join(folder, 'node_modules', '.installed-from')
}

/** Whether the packages of such a folder are installed, from its present lock. */
export function isInstalled(folder) {
  const stamp = stampFile(folder)
  const hash = lockHash(folder)
  return hash !== undefined && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
}

/**
 * A part by its name: a key of `SERVICES`, or the folder name of a `test/real/<name>`.
 *
 * `path` is where it is: the program, or the folder that has the `node_modules`.
 */
export function realPart(name, root = ROOT) {
  const service = SERVICES[name]
  if (service !== undefined) {
    const path = service.find()
    return { name, path, hint: `npm run setup   (Debian's package ${service.package})` }
  }
  const folder = realFolders(root).find((path) => path.endsWith(`/${name}`))
  if (folder === undefined) throw new Error(`no real part is called ${name}`)
  const path = isInstalled(join(root, folder)) ? join(root, folder) : undefined
  return { name, path, hint: `node tools/real.mjs ${name}` }
}
