/** A worker that fails is an event with its request and user, whether workerd follows chains of calls or not. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { runtimePath } from '../../tools/runtimes.mjs'
import { startInbox } from '../helpers/inbox.mjs'

const WORKER = fileURLToPath(new URL('../programs/worker.mjs', import.meta.url))
const CLAIMED = '203.0.113.9'

const ROUNDS = 4
const AT_ONCE = 20

/** Generous: for a machine that is busy. */
const ARRIVES_WITHIN_MS = 60_000

/** With the later date workerd has `nodejs_compat` by itself, and with it a storage that follows chains of calls. */
const DATES = [
  { date: '2026-01-01', follows: false },
  { date: '2026-11-01', follows: true },
]

const configOf = (date) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  bindings = [(name = "SENTRY_DSN", fromEnvironment = "SENTRY_DSN")],
  compatibilityDate = "${date}",
);
`

/** Serves the worker; `port` is the one that workerd chose. */
async function serve(folder, date, dsn) {
  const config = join(folder, 'config.capnp')
  writeFileSync(config, configOf(date))
  const child = spawn(runtimePath('workerd'), ['serve', config, '--control-fd=3'], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    env: { SENTRY_DSN: dsn },
  })
  process.once('exit', () => child.kill()) // also when an assertion fails
  const ended = once(child, 'close')
  const [said] = await Promise.race([once(child.stdio[3].setEncoding('utf8'), 'data'), ended])
  const { port } = JSON.parse(String(said).split('\n')[0])
  return { port, stop: async () => (child.kill(), await ended) }
}

const inbox = await startInbox()
const folder = mkdtempSync(join(tmpdir(), 'raven-workerd-'))
await build({
  entryPoints: [WORKER],
  outfile: join(folder, 'worker.js'),
  bundle: true,
  format: 'esm',
  conditions: ['workerd', 'worker', 'browser'],
  define: { BUILT_FOR_DSN: JSON.stringify(inbox.dsn) },
  logLevel: 'error',
})

/** Asked until the inbox has it: the worker answers before the event has left. */
async function eventOf(id) {
  for (const end = Date.now() + ARRIVES_WITHIN_MS; Date.now() < end;) {
    const found = await inbox.event(id)
    if (found) return found.event
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`the event ${id} did not arrive`)
}

const many = (ask, path, query = '') =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, at) => ask(`${path}/${at}${query}`)))

for (const { date, follows } of DATES) {
  const server = await serve(folder, date, inbox.dsn)
  const ask = (path) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      headers: { 'cf-connecting-ip': CLAIMED, 'x-shop': 'blue', connection: 'close' },
    })
  // side by side
  const [fine, tea, rice] = await Promise.all([
    ask('/fine'),
    ask('/tea?cups=2&wait=flush'),
    ask('/rice?wait=delivered'),
  ])
  assert.deepEqual([fine.status, tea.status, rice.status], [200, 500, 500])
  assert.deepEqual(await fine.json(), { fine: true })
  const { logentry } = await eventOf((await (await ask('/early')).json()).id)
  assert.equal(logentry.formatted ?? logentry.message, 'before any request')
  for (const [path, response] of Object.entries({ '/tea': tea, '/rice': rice })) {
    const { error, id } = await response.json()
    assert.equal(error, `no ${path}`)
    const event = await eventOf(id)
    const thrown = event.exception.values.find(({ type }) => type === 'TypeError')
    assert.equal(thrown.value, `no ${path}`)
    assert.equal(thrown.mechanism.handled, false)
    assert.equal(event.request.method, 'GET')
    assert.equal(event.request.url, `http://127.0.0.1:${server.port}${path}`)
    assert.match(JSON.stringify(event.request.headers), /x-shop.*blue/i)
    assert.deepEqual(event.user, { id: path.slice(1) }) // the address stays here without `sendDefaultPii`
    assert.ok(!JSON.stringify(event).includes(CLAIMED))
    // with a storage what was said in the chain is kept apart, before and after an await
    if (follows) assert.deepEqual(event.tags, { before: path, path })
  }
  // what one request sends for another is not stopped when the first is over
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(
      ['flush', 'delivered'].map((wait) => many(ask, `/many/${round}`, `?wait=${wait}`)),
    )
    for (const answer of answers.flat()) await eventOf((await answer.json()).id)
    // where nobody waits, what was to be sent may end with its request: the next one sends it
    const forgotten = await many(ask, `/forgotten/${round}`)
    const { id } = await (await ask(`/next/${round}?wait=flush`)).json()
    await eventOf(id)
    for (const answer of forgotten) await eventOf((await answer.json()).id)
  }
  await server.stop()
}

rmSync(folder, { recursive: true })
await inbox.close()
