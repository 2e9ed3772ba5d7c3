/** Handlers of a worker, watched: what they fail with arrives, by `waitUntil` alone. */
import assert from 'node:assert/strict'
import { startInbox } from '../helpers/inbox.mjs'
import { bundleWorker, FOLLOWS_SINCE, serveWorker } from '../helpers/workerd.mjs'

const CONFIG = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "driver", worker = .driver),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [
    (name = "main", address = "127.0.0.1:0", http = (), service = "main"),
    (name = "driver", address = "127.0.0.1:0", http = (), service = "driver"),
  ],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  bindings = [(name = "SENTRY_DSN", fromEnvironment = "SENTRY_DSN")],
  compatibilityDate = "${FOLLOWS_SINCE}",
);
const driver :Workerd.Worker = (
  modules = [(name = "driver", esModule = embed "cloudflare-driver.js")],
  bindings = [(name = "WORKER", service = "main")],
  compatibilityDate = "${FOLLOWS_SINCE}",
  compatibilityFlags = ["service_binding_extra_handlers"],
);
`

/** Generous: for a machine that is busy. */
const ARRIVES_WITHIN_MS = 60_000

const inbox = await startInbox()
const worker = await bundleWorker('cloudflare-worker.mjs')
await bundleWorker('cloudflare-driver.mjs', {}, worker)
const { ports, stop } = await serveWorker(worker, { dsn: inbox.dsn, config: CONFIG })

/** One event of each issue, when there are so many; workers answer before their events have left. */
async function events(count) {
  for (const end = Date.now() + ARRIVES_WITHIN_MS; Date.now() < end;) {
    const found = await inbox.issues()
    if (found.length >= count) {
      return Promise.all(found.map(({ lastEventId }) => inbox.event(lastEventId)))
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${count} events did not arrive`)
}

const ask = (name, path) =>
  fetch(`http://127.0.0.1:${ports[name]}${path}`, {
    headers: { 'cf-connecting-ip': '203.0.113.9' },
  })

assert.deepEqual(await (await ask('main', '/fine')).json(), { fine: true })
assert.equal((await ask('main', '/tea?cups=2')).status, 500)
assert.equal(await (await ask('main', '/said')).text(), 'said')
await assert.rejects(async () => (await ask('main', '/body')).text())
assert.equal(await (await ask('driver', '/cron')).text(), 'exception')
assert.equal(await (await ask('driver', '/queue')).text(), 'exception')

const found = await events(5)
const text = JSON.stringify(found)
for (const message of ['no /tea', 'no message', 'no body', 'no cron', 'no queue'])
  assert.ok(text.includes(message), `${message} is missing`)
assert.ok(text.includes('scheduled 0 * * * *') && text.includes('queue tea'))
assert.ok(!text.includes('k9w2x7') && !text.includes('203.0.113.9'))

await stop()
worker.remove()
await inbox.close()
