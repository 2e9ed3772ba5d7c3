/** A new app of AdonisJS 7 reports its failures once `node ace configure` has been run, and nothing else was done. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { isCi, realPart } from '../../tools/real-parts.mjs'
import { startInbox } from '../helpers/inbox.mjs'

const NAME = 'raven-ts/contrib/adonis'
const LIMIT_MS = 60_000

const { path: folder, hint } = realPart('adonis-7')
if (folder === undefined) {
  assert.ok(!isCi(), `AdonisJS 7 is not installed: ${hint}`)
  console.log(`skipped, not installed: ${hint}`)
  process.exit(0)
}

const app = mkdtempSync(join(folder, 'try-'))
const spool = mkdtempSync(join(tmpdir(), 'raven-adonis-'))
const inbox = await startInbox()
const read = (file) => readFileSync(join(app, file), 'utf8')

/** Starts a program of the app's, which is ended when it takes too long. */
function start(args) {
  return spawn(process.execPath, args, {
    cwd: app,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, NODE_ENV: 'production', SENTRY_DSN: inbox.dsn, RAVEN_SPOOL_DIR: spool },
  })
}

/** Runs a command of ace to its end; what it prints. */
async function ace(...args) {
  const child = start(['ace.js', ...args])
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text))
  const [code] = await once(child, 'close')
  assert.equal(code, 0, said)
  return said
}

/** The one event with this message. */
async function eventOf(message) {
  for (let waited = 0; waited < LIMIT_MS; waited += 50) {
    const issues = await inbox.issues()
    const found = issues.filter(({ title }) => title.includes(message))
    if (found.length > 0) {
      assert.deepEqual([found.length, found[0].count], [1, 1])
      return (await inbox.event(found[0].lastEventId)).event
    }
    await sleep(50)
  }
  return assert.fail(`no event says ${message}`)
}

async function configured() {
  await ace('configure', NAME)
  const files = ['config/raven.ts', 'adonisrc.ts', 'start/env.ts', 'app/exceptions/handler.ts']
  const once = files.map(read)
  for (const text of once) assert.match(text, /raven|SENTRY_DSN/)
  assert.equal(read('adonisrc.ts').split(NAME).length - 1, 2, 'a provider and its commands')
  assert.match(read('.env'), /^SENTRY_DSN=http:\/\/public:secret@localhost:9000\/1$/m)
  assert.match(read('.env.example'), /^SENTRY_DSN=$/m)
  const again = await ace('configure', NAME)
  assert.match(again, /SKIPPED:\s+update app\/exceptions\/handler\.ts/)
  assert.deepEqual(files.map(read), once, 'a second time changes nothing')
}

async function served() {
  const server = start(['--import', '@poppinss/ts-exec', 'bin/server.ts'])
  const ended = once(server, 'close')
  const [url] = await once(createInterface({ input: server.stdout }), 'line')
  assert.equal((await fetch(`${url}/`)).status, 200)
  assert.equal((await fetch(`${url}/orders/7`)).status, 500)
  const event = await eventOf('there is no order 7')
  server.kill('SIGTERM')
  await ended
  assert.equal(event.transaction, 'GET /orders/:id')
  assert.equal(event.request.url, `${url}/orders/7`)
  const [exception] = event.exception.values
  assert.equal(exception.mechanism.type, 'auto.http.adonis')
  const { filename, context_line: line } = exception.stacktrace.frames.at(-1)
  assert.equal(filename, 'start/routes.ts')
  assert.match(line, /throw new Error/)
}

try {
  cpSync(join(folder, 'app'), app, { recursive: true })
  await configured()
  assert.match(await ace('raven:test'), /success!/)
  await served()
} finally {
  await inbox.close()
  for (const made of [app, spool]) rmSync(made, { recursive: true, force: true })
}
console.log('adonis: configured, and its error reported')
