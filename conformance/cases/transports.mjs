/** Every transport brings an event to the inbox, also through a proxy; one keeps it until another may send it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Client, customTransport } from 'raven-ts'
import { startInbox } from '../helpers/inbox.mjs'

const inbox = await startInbox()
const spool = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
process.env.RAVEN_SPOOL_DIR = join(spool, 'spool')

/** A proxy that is given whole requests. */
const proxied = []
const proxy = createServer((asked, answer) => {
  const { method, headers } = asked
  if (method === 'POST') proxied.push(asked.url) // Bun's own fetch asks the proxy as well
  const onward = request(asked.url, { method, headers }, (from) => {
    answer.writeHead(from.statusCode, from.headers)
    from.pipe(answer)
  })
  asked.pipe(onward)
})
const proxyPort = await new Promise((resolve) =>
  proxy.listen(0, '127.0.0.1', () => resolve(proxy.address().port)),
)

async function deliver(name, transport = name) {
  const client = new Client(inbox.dsn, { transport })
  const id = client.captureMessage(`by ${name}`)
  assert.equal(await client.flush(20_000), true)
  assert.equal(client.stats().sent, 1)
  await client.close(5_000)
  assert.equal((await inbox.event(id)).title, `by ${name}`)
}

const byFetch = ({ url, headers, body, signal }) =>
  fetch(url, { method: 'POST', headers, body, signal })
for (const name of ['threaded', 'http', 'blocking', 'fetch']) await deliver(name)
await deliver('custom', customTransport(byFetch))

process.env.http_proxy = `http://127.0.0.1:${proxyPort}`
process.env.no_proxy = ''
for (const name of ['threaded', 'http']) await deliver(name)
assert.equal(proxied.length, 2)
process.env.no_proxy = '127.0.0.0/8,::1,localhost'
await deliver('threaded')
assert.equal(proxied.length, 2)

const careful = new Client(inbox.dsn, { transport: 'spool-only' })
const kept = careful.captureMessage('kept until somebody agreed')
assert.equal(await careful.flush(), false)
await careful.close()
assert.equal(await inbox.event(kept), undefined)
const client = new Client(inbox.dsn)
assert.equal(await client.flush(20_000), true)
assert.equal(client.stats().adopted, 1)
assert.equal((await inbox.event(kept)).title, 'kept until somebody agreed')

await client.close(5_000)
await new Promise((resolve) => proxy.close(resolve) && proxy.closeAllConnections())
await inbox.close()
rmSync(spool, { recursive: true, force: true })
