/**
 * A server under load, where one request in a hundred fails: its heap comes back, and no error is missing.
 *
 * Each round is a thousand requests (`RAVEN_ROUNDS`, default 10), after a warm-up.
 */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { startServer } from '../helpers/deaths.mjs'
import { load } from '../helpers/load.mjs'
import { inKilobytes, MOST_GROWTH } from '../helpers/remains.mjs'

const REQUESTS = Number(process.env.RAVEN_ROUNDS ?? 10) * 1_000
const WARM_UP = 20_000
const FAILING = 100

const pathOf = (number) => (number % FAILING ? `/book/${number}` : `/fail/${number / FAILING}`)

async function ask(child) {
  child.send('look')
  const [answer] = await once(child, 'message')
  return answer
}

const held = ({ state }) => [...state.held.values()].reduce((sum, count) => sum + count, 0)

async function loaded(child, port, count) {
  const errors = count / FAILING
  assert.deepEqual(await load(port, count, pathOf), { 2: count - errors, 5: errors })
  return ask(child)
}

const receiver = await startServer()
const spool = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
const program = fileURLToPath(new URL('../programs/server.mjs', import.meta.url))
const child = fork(program, [receiver.dsn], {
  execArgv: ['--expose-gc'],
  env: { PATH: process.env.PATH, RAVEN_SPOOL_DIR: spool },
})
const ended = once(child, 'exit')
const [{ port }] = await once(child, 'message')
const before = await loaded(child, port, WARM_UP)
const started = performance.now()
const after = await loaded(child, port, REQUESTS)
const seconds = (performance.now() - started) / 1000

const growth = after.heap - before.heap
console.log(
  `${REQUESTS} requests in ${seconds.toFixed(0)} s, ${REQUESTS / FAILING} errors in ` +
    `${after.stats.sent + after.stats.reports - before.stats.sent - before.stats.reports} events; heap ` +
    `${inKilobytes(growth)}, resident ${inKilobytes(after.rss - before.rss)}`,
)
const errors = (WARM_UP + REQUESTS) / FAILING
const { captured, sent, rolledUp, dropped } = after.stats
assert.deepEqual([after.all, captured, sent + rolledUp, dropped], [true, errors, errors, {}])
assert.equal(held(receiver), errors)
assert.ok(growth <= MOST_GROWTH, `the heap grew by ${inKilobytes(growth)}`)
child.disconnect()
assert.deepEqual(await ended, [0, null])
await receiver.close()
rmSync(spool, { recursive: true })
