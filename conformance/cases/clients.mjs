/**
 * Clients that were made and closed leave nothing: no listener, timer, thread, descriptor, file, or heap.
 *
 * Each round makes twenty (`RAVEN_ROUNDS`, default 10), after a warm-up; one in five reports an error, and one
 * in five opens a context. What Node keeps of a storage that follows calls it keeps of a bare one as well, so as
 * many of these are made beside, and what they leave is not held against the clients.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startServer } from '../helpers/deaths.mjs'
import { inKilobytes } from '../helpers/remains.mjs'

const CLIENTS = Number(process.env.RAVEN_ROUNDS ?? 10) * 20
const WARM_UP = 100
/** Less than one object for each of 10,000 clients; the engine's own tables wander by some of it. */
const MOST_HELD = 64 * 1024
/** One in so many opens a context. */
const WITH_CONTEXT = 5

const receiver = await startServer()
const spool = mkdtempSync(join(tmpdir(), 'raven-conformance-'))

/** Runs a program in which garbage can be collected by hand. */
async function run(name, ...args) {
  const program = fileURLToPath(new URL(`../programs/${name}.mjs`, import.meta.url))
  return await promisify(execFile)(
    process.execPath,
    ['--expose-gc', program, ...args.map(String)],
    {
      env: { PATH: process.env.PATH, RAVEN_SPOOL_DIR: spool },
    },
  )
}

const bare = Number(
  (await run('bare-storages', WARM_UP / WITH_CONTEXT, CLIENTS / WITH_CONTEXT)).stdout,
)
const started = performance.now()
const { stdout, stderr } = await run('many-clients', receiver.dsn, WARM_UP, CLIENTS)
const seconds = (performance.now() - started) / 1000
const { before, after, listeners, failed } = JSON.parse(stdout)
const [heap, held] = [after.heap - before.heap, after.held - before.held]
const ours = held - Math.max(0, bare)
console.log(
  `${CLIENTS} clients in ${seconds.toFixed(0)} s; heap ${inKilobytes(heap)}, ` +
    `${inKilobytes(held)} without what the engine compiled, ${inKilobytes(ours)} also without what ` +
    `${CLIENTS / WITH_CONTEXT} bare storages leave; resident ` +
    `${inKilobytes(after.rss - before.rss)}; ${JSON.stringify(after.things)}`,
)
assert.deepEqual([stderr, failed, listeners], ['', 0, 0])
assert.deepEqual(after.things, before.things)
assert.ok(ours <= MOST_HELD, `the heap holds ${inKilobytes(ours)}`)
assert.equal(receiver.state.accepted.size, (WARM_UP + CLIENTS) / 5)
assert.deepEqual(
  readdirSync(spool, { recursive: true }).filter((name) => /\.\w+$/.test(name)),
  [],
)
await receiver.close()
rmSync(spool, { recursive: true })
