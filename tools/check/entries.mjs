/** That importing an entry only defines things, loads few files, and gives the same things always. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

const PROBE = readFileSync(new URL('probe.mjs', import.meta.url), 'utf8')

const FLAGS = ['--no-warnings', '--input-type=module', '--eval']

/** An entry and at most two chunks; what uses the client by name may load its two doors as well, and what its family shares. */
const MAX_MODULES = { client: 3, user: 6 }

/** Which entries of `exports` are part of the client; the others use it by name. */
const CLIENT = new Set(['.', './node', './protocol'])

/** The one entry that acts when it is loaded; what it does has tests of its own. */
const ACTING = './register'

/** What loading does to a fresh process; see `probe.mjs`. */
export async function probe(folder, specifier, how = 'import') {
  const child = spawn(process.execPath, [...FLAGS, PROBE, specifier, how], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text))
  }
  const [code] = await once(child, 'close')
  if (code !== 0) return { modules: [], effects: [`fails: ${said.stderr.trim()}`], unequal: [] }
  const effects = said.stderr === '' ? [] : [`prints ${JSON.stringify(said.stderr)}`]
  const answer = JSON.parse(said.stdout)
  return { ...answer, effects: [...effects, ...answer.effects] }
}

/** The faults of one entry, loaded by `import` and then by `require` in the same process. */
async function entryFaults(folder, name, path) {
  const specifier = path === '.' ? name : `${name}${path.slice(1)}`
  const found = await probe(folder, specifier, 'both')
  const most = CLIENT.has(path) ? MAX_MODULES.client : MAX_MODULES.user
  const faults = found.effects.map((effect) => `importing ${specifier} ${effect}`)
  if (found.modules.length > most) {
    faults.push(`importing ${specifier} loads more than ${most} files: ${found.modules.join(', ')}`)
  }
  if (found.unequal.length > 0) {
    faults.push(`${specifier} differs by import and by require: ${found.unequal.join(', ')}`)
  }
  return faults
}

/** The public entries of a package: the keys of its `exports` that are code. */
export function publicEntries(manifest) {
  return Object.keys(manifest.exports).filter((path) => !path.endsWith('.json'))
}

/** The faults of all public entries of a built package. */
export async function checkEntries(folder, manifest) {
  const faults = []
  for (const path of publicEntries(manifest).filter((one) => one !== ACTING)) {
    faults.push(...(await entryFaults(folder, manifest.name, path)))
  }
  return faults
}
