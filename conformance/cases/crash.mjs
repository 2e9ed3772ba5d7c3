/**
 * A program that dies of an error dies the same way with us, and its error arrives.
 *
 * The same exit code, signal, standard output and standard error as without a client; and one event for
 * each, now or at the next start.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { startInbox } from '../helpers/inbox.mjs'

const spool = mkdtempSync(join(tmpdir(), 'raven-conformance-'))

async function run(program, ...args) {
  const file = fileURLToPath(new URL(`../programs/${program}`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RAVEN_SPOOL_DIR: spool },
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text))
  }
  const [code, signal] = await once(child, 'close')
  return { code, signal, ...said }
}

const inbox = await startInbox()
for (const kind of ['throw', 'rejection']) {
  const without = await run('crash.mjs', kind)
  assert.equal(without.code, 1)
  assert.deepEqual(await run('crash.mjs', kind, inbox.dsn), without)
}
assert.equal((await run('next-start.mjs', inbox.dsn)).code, 0)

const issues = (await inbox.issues()).map(({ title, count }) => `${count} ${title}`)
assert.deepEqual(issues.sort(), [
  '1 RangeError: rejected to the end',
  '1 TypeError: thrown to the end',
])
await inbox.close()
rmSync(spool, { recursive: true, force: true })
