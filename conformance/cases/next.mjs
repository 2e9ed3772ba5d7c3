/** Whatever fails in a server of Next 16 is one event with its request and route, built or in development. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isCi, realPart } from '../../tools/real-parts.mjs'
import { startInbox } from '../helpers/inbox.mjs'
import { shopIn } from '../helpers/next-server.mjs'

const { path: folder, hint } = realPart('next-16')
if (folder === undefined) {
  assert.ok(!isCi(), `Next is not installed: ${hint}`)
  console.log(`skipped, not installed: ${hint}`)
  process.exit(0)
}

const PATIENCE_MS = 30_000

/** What is asked for, what it fails with, and the event's route; in development a part of it is enough. */
const FAILURES = [
  ['/orders/7?from=mail', 'there is no order 7', 'GET /orders/[id]', 'app/orders/[id]/page.js'],
  ['/api/orders/7', 'no route to order 7', 'GET /api/orders/[id]', 'app/api/orders/[id]/route.js'],
  ['/stopped', 'from the proxy', 'GET /proxy', 'proxy.js'],
]
const MORE = [
  ['/old', 'from the old pages', 'GET /old', 'pages/old/index.js'],
  ['/api/old', 'from an old route', 'GET /api/old', 'pages/api/old.js'],
  ['/api/edge', 'from the edge', 'GET /api/edge', 'app/api/edge/route.js'],
]

/** Asks; the answer's text. */
async function ask(url, init) {
  const response = await fetch(url, init)
  return { status: response.status, text: await response.text() }
}

/** The issues that are there once each of these errors is. */
async function issuesWith(inbox, values) {
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    const issues = await inbox.issues()
    if (values.every((value) => issues.some(({ title }) => title.includes(value)))) return issues
    await sleep(50)
  }
  assert.fail(`not all of ${values.join(', ')} came: ${JSON.stringify(await inbox.issues())}`)
}

/** Drives one server through everything, and looks at what it reported. */
async function drive(shop, mode, failures) {
  const inbox = await startInbox()
  const spool = mkdtempSync(join(tmpdir(), 'raven-next-'))
  const server = await shop.serve(mode, { SENTRY_DSN: inbox.dsn, RAVEN_SPOOL_DIR: spool })
  try {
    for (const path of ['/', '/missing', '/nowhere'])
      assert.ok((await ask(server.url + path)).status < 500, path)
    for (const [path] of failures) assert.equal((await ask(server.url + path)).status, 500, path)
    await act(server.url)
    const all = [...failures, [undefined, 'from an action', 'POST /action', 'app/action/page.js']]
    const issues = await issuesWith(
      inbox,
      all.map(([, value]) => value),
    )
    for (const failure of all) await look(inbox, server.url, issues, failure)
  } finally {
    await server.close()
    await inbox.close()
    rmSync(spool, { recursive: true, force: true })
  }
  console.log(`next ${mode}: ${failures.length + 1} errors, each reported once`)
}

/** Submits the form of a server action, as a browser without script does. */
async function act(url) {
  const { text } = await ask(`${url}/action`)
  const [, field] = /name="(\$ACTION_ID_[^"]+)"/.exec(text) ?? []
  assert.ok(field, 'a form for the action')
  const form = new FormData()
  form.append(field, '')
  await ask(`${url}/action`, { method: 'POST', body: form, headers: { origin: url } })
}

async function look(inbox, url, issues, [path, value, transaction, file]) {
  const [issue, ...more] = issues.filter(({ title }) => title.includes(value))
  assert.deepEqual(more, [], value)
  assert.equal(issue.count, 1, value)
  const { event } = await inbox.event(issue.lastEventId)
  const exception = event.exception.values.at(-1)
  assert.equal(exception.value, value)
  assert.equal(exception.mechanism.type, 'auto.http.next')
  assert.equal(exception.mechanism.handled, false)
  assert.ok(exception.stacktrace.frames.at(-1).filename.endsWith(file), `${value}: its file`)
  assert.equal(event.transaction, transaction)
  if (path === undefined) return
  assert.equal(event.request.url, url + path.split('?')[0])
  const { digest } = event.tags ?? {}
  if (path.startsWith('/orders')) assert.ok(digest, 'the digest of a page')
  if (digest === undefined) return
  // what the page for errors asks for
  const told = await ask(`${url}/api/event?digest=${digest}`)
  assert.deepEqual(JSON.parse(told.text), { id: event.event_id })
}

const shop = shopIn(folder)
await shop.build()
await drive(shop, 'start', [...FAILURES, ...MORE])
await drive(shop, 'dev', FAILURES)
