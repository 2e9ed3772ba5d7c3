/**
 * Clients that were made and closed leave nothing: no listener, timer, thread, descriptor, file, or heap.
 *
 * Each round makes twenty (`RAVEN_ROUNDS`, default 10), after a warm-up; one in five reports an error.
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
const MOST_HELD = 128 * 1024

const receiver = await startServer()
const spool = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
const program = fileURLToPath(new URL('../programs/many-clients.mjs', import.meta.url))
const started = performance.now()
const { stdout, stderr } = await promisify(execFile)(
  process.execPath,
  ['--expose-gc', program, receiver.dsn, `${WARM_UP}`, `${CLIENTS}`],
  { env: { PATH: process.env.PATH, RAVEN_SPOOL_DIR: spool } },
)
const seconds = (performance.now() - started) / 1000
const { before, after, listeners, failed } = JSON.parse(stdout)
const [heap, held] = [after.heap - before.heap, after.held - before.held]
console.log(
  `${CLIENTS} clients in ${seconds.toFixed(0)} s; heap ${inKilobytes(heap)}, ` +
    `${inKilobytes(held)} without what the engine compiled, resident ` +
    `${inKilobytes(after.rss - before.rss)}; ${JSON.stringify(after.things)}`,
)
assert.deepEqual([stderr, failed, listeners], ['', 0, 0])
assert.deepEqual(after.things, before.things)
assert.ok(held <= MOST_HELD, `the heap holds ${inKilobytes(held)}`)
assert.equal(receiver.state.accepted.size, (WARM_UP + CLIENTS) / 5)
assert.deepEqual(
  readdirSync(spool, { recursive: true }).filter((name) => /\.\w+$/.test(name)),
  [],
)
await receiver.close()
rmSync(spool, { recursive: true })
