/** The inbox runs on this Node, with the SQLite it finds there, and keeps what it acknowledged. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'raven-ts'
import { startInbox } from 'raven-inbox'

const BIN = fileURLToPath(new URL('../../packages/inbox/bin/raven-inbox.mjs', import.meta.url))
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

// The command says where it is, ends when told, and nothing else.
const command = spawn(process.execPath, [BIN, '--port', '0', '--file', join(folder, 'command.db')])
const said = { stdout: '', stderr: '' }
for (const stream of ['stdout', 'stderr']) {
  command[stream].setEncoding('utf8').on('data', (text) => (said[stream] += text))
}
await once(command.stdout, 'data')
command.kill('SIGTERM')
assert.deepEqual(await once(command, 'close'), [0, null])
assert.match(said.stdout, /^DSN +http/)
assert.equal(said.stderr, '')

rmSync(folder, { recursive: true, force: true })
