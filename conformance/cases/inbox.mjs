/** The inbox runs on this Node, with the SQLite it finds there, and keeps what it acknowledged. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'raven-ts'
import { startInbox } from 'raven-inbox'

const folder = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
const options = { file: join(folder, 'inbox.db'), port: 0 }

const first = await startInbox(options)
const client = new Client(first.dsn(), { spool: false })
const ids = ['one', 'two', 'three'].map((name) => client.captureMessage(`message ${name}`))
assert.equal(await client.close(20_000), true)
await first.close()

const second = await startInbox(options)
for (const id of ids) {
  const response = await fetch(new URL(`/api/0/1/events/${id}/`, second.url))
  assert.equal(response.status, 200)
  assert.equal((await response.json()).eventId, id)
}
const page = await fetch(second.url)
assert.equal(page.status, 200)
assert.match(await page.text(), /message (one|two|three)/)
await second.close()

rmSync(folder, { recursive: true, force: true })
