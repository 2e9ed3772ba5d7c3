/**
 * One suite of small programs, run unchanged on every runtime we name, against what was built.
 *
 * A case is a program in `cases/`: it imports the package by name, asserts, and its exit code is the verdict.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { ensureRuntime, RUNTIMES } from '../tools/runtimes.mjs'
import { Fault, program } from '../tools/program.mjs'
import { ROOT } from '../tools/real-parts.mjs'
import { closingLine, record } from '../tools/tally.mjs'

const HELP = `node conformance/run.mjs [runtime…]

Runs conformance/cases on the Node in use and on every runtime of tools/runtimes.mjs, or on those
named. Build first. Prints a table, the time of each step, and "N passed, N failed".

  --case NAME   only this case; may be repeated
  --list        name runtimes and cases
  --help        this text

Example: node conformance/run.mjs node-22 bun --case capture-to-inbox`

/** How long one case may take; a generous limit for a machine that is busy. */
const CASE_TIMEOUT_MS = 300_000

const CASES = join(ROOT, 'conformance', 'cases')

/** Cases that every runtime runs; the others are about Node. */
const EVERYWHERE = [
  'import-and-require',
  'capture-to-inbox',
  'fetch-handler',
  'hono',
  'stacks',
  'test-kit',
  'transports',
]

const IN_USE = 'node'

/** Cases that only some runtimes run: so heavy that one is enough, or of packages that need a newer Node. */
const ONLY = { next: [IN_USE], adonis: ['node-24'], queues: ['node-24'] }

/** Runs no programs, only what it is served: its cases are programs of Node, which serves them. */
const SERVED = { workerd: ['workerd', 'workerd-hono', 'cloudflare'] }

function caseNames() {
  return readdirSync(CASES)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => file.slice(0, -'.mjs'.length))
    .sort()
}

function casesFor(runtime, wanted) {
  const served = SERVED[runtime]
  if (served !== undefined) return wanted.filter((name) => served.includes(name))
  const isNode = runtime.startsWith('node')
  const own = wanted.filter((name) => !Object.values(SERVED).flat().includes(name))
  return own.filter((name) => {
    if (name in ONLY) return ONLY[name].includes(runtime)
    return isNode || EVERYWHERE.includes(name)
  })
}

/** The command line of a runtime; installs it when it is first needed. */
function commandOf(runtime) {
  if (runtime === IN_USE) return [process.execPath]
  const path = ensureRuntime(runtime)
  return runtime in SERVED ? [process.execPath] : [path, ...RUNTIMES[runtime].args]
}

async function timed(work) {
  const start = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - start) / 1000 }
}

/** Runs one case; returns what it said if it failed. */
async function runCase(command, name) {
  const [file, ...args] = command
  const child = spawn(file, [...args, join(CASES, `${name}.mjs`)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RAVEN_NODE: process.execPath },
    timeout: CASE_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (said += text))
  }
  const [code, signal] = await once(child, 'close')
  return code === 0 ? undefined : `ended with ${signal ?? code}\n${said.trim()}`
}

/** Runs the cases of one runtime; a runtime that cannot be had fails all of them. */
async function runRuntime(runtime, cases) {
  const rows = []
  const found = await timed(async () => {
    try {
      return { command: commandOf(runtime) }
    } catch (error) {
      return { fault: error instanceof Fault ? error.message : String(error) }
    }
  })
  if (found.seconds >= 1) console.log(`${runtime}: installed in ${found.seconds.toFixed(1)} s`)
  for (const name of cases) {
    const { command, fault } = found.value
    const result = await timed(async () => fault ?? runCase(command, name))
    rows.push({ runtime, name, fault: result.value, seconds: result.seconds })
    console.log(rowText(rows.at(-1)))
  }
  return rows
}

function rowText({ runtime, name, fault, seconds }) {
  const verdict = fault === undefined ? 'ok    ' : 'FAILED'
  return `${runtime.padEnd(8)} ${name.padEnd(20)} ${verdict} ${seconds.toFixed(1).padStart(6)} s`
}

/** Runs everything; returns the counts. */
async function runAll(runtimes, cases) {
  const rows = []
  for (const runtime of runtimes)
    rows.push(...(await runRuntime(runtime, casesFor(runtime, cases))))
  const failed = rows.filter((row) => row.fault !== undefined)
  for (const { runtime, name, fault } of failed) console.log(`\n${runtime} ${name} ${fault}`)
  return { passed: rows.length - failed.length, failed: failed.length }
}

function select(kind, all, wanted) {
  const unknown = wanted.filter((name) => !all.includes(name))
  if (unknown.length > 0) throw new Fault(`no ${kind} is called ${unknown.join(', ')}`)
  return wanted.length > 0 ? wanted : all
}

await program(import.meta.url, {
  help: HELP,
  options: { case: { type: 'string', multiple: true, default: [] }, list: { type: 'boolean' } },
  async run(values, positionals) {
    const runtimes = select('runtime', [IN_USE, ...Object.keys(RUNTIMES)], positionals)
    const cases = select('case', caseNames(), values.case)
    if (values.list) {
      console.log(`runtimes: ${runtimes.join(' ')}\ncases: ${cases.join(' ')}`)
      return 0
    }
    if (!existsSync(join(ROOT, 'packages', 'raven', 'dist')))
      throw new Fault('npm run build, first')
    const { value: counts, seconds } = await timed(() => runAll(runtimes, cases))
    record('conformance', counts)
    console.log(`\nconformance: ${seconds.toFixed(1)} s\n${closingLine(counts)}`)
    return counts.failed === 0 ? 0 : 1
  },
})
