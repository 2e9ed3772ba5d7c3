/**
 * Random faults: programs are killed and started again while the server refuses, fails, hangs, says 429
 * or 400. When all is well again, every capture has arrived, or was lost by name.
 *
 * In rounds (`RAVEN_ROUNDS`, default 5); `RAVEN_SEED`, default 1, makes other ones.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { below, oneOf, randomFrom } from '../helpers/chance.mjs'
import { run, startServer } from '../helpers/deaths.mjs'

const ROUNDS = Number(process.env.RAVEN_ROUNDS ?? 5)
const SEED = Number(process.env.RAVEN_SEED ?? 1)
const STARTS = 3
const PROGRAM = fileURLToPath(new URL('../programs/faults.mjs', import.meta.url))

const FAULTS = ['unwell', 'broken', 'busy', 'rejecting', 'cutting', 'silent']

/** How programs end by themselves; `killed` is ended from here, somewhere in the middle. */
const WAYS =
  'nothing,close,exit,throw,terminate,abort,kill,kill later,kill in turn,killed,killed'.split(',')

/** What the server does in one part of a round: one fault all the time, or any for each request. */
function moodOf(random) {
  const each = randomFrom(below(random, 2 ** 31)) // the number of requests must not change what follows
  if (random() < 0.3) return oneOf(random, FAULTS)
  const share = random()
  return () => (each() < share ? 'well' : oneOf(each, FAULTS))
}

/** What all programs of a round wrote down; `lastWords` are losses that a program wrote before it ended. */
function booksIn(folder) {
  const books = { begun: 0, done: 0, dropped: {}, lastWords: 0 }
  const files = readdirSync(folder).filter((name) => name.endsWith('.books'))
  for (const name of files) {
    const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
    for (const line of lines) write(books, line.split(' '))
    const [mark, , count] = lines.at(-1).split(' ')
    if (mark === '-') books.lastWords += Number(count)
  }
  return books
}

function write(books, [mark, reason, count]) {
  if (mark === '+') books.begun++
  if (mark === '=') books.done++
  if (mark === '-') add(books.dropped, reason, Number(count))
}

const add = (counts, name, count) => (counts[name] = (counts[name] ?? 0) + count)

async function runOnce(random, { dsn, env, file }) {
  const way = oneOf(random, WAYS)
  const args = [PROGRAM, way === 'killed' ? 'endless' : way, dsn, file, `${below(random, 2 ** 31)}`]
  const child = spawn(process.execPath, args, { stdio: 'ignore', env })
  const ended = once(child, 'close')
  if (way === 'killed') {
    const most = 100 + below(random, 400)
    while (child.exitCode === null && child.signalCode === null && sizeOf(file) < most)
      await new Promise((resolve) => setImmediate(resolve))
    child.kill('SIGKILL')
  }
  await ended
}

function sizeOf(file) {
  try {
    return statSync(file).size
  } catch {
    return 0 // it has not begun
  }
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

async function round(number, server) {
  const random = randomFrom(SEED * 1_000 + number)
  const folder = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
  const spool = join(folder, 'spool')
  const env = {
    PATH: process.env.PATH,
    RAVEN_SPOOL_DIR: spool,
    SENTRY_TIMEOUT_MS: '300',
    SENTRY_SHUTDOWN_TIMEOUT_MS: '150',
  }
  server.state.held.clear()
  let files = 0
  const start = () =>
    runOnce(random, { dsn: server.dsn, env, file: join(folder, `${files++}.books`) })
  for (let time = 0; time < STARTS; time++) {
    server.state.mood = moodOf(random)
    await Promise.all(Array.from({ length: 1 + below(random, 3) }, start))
  }
  server.state.mood = 'well'
  await lastStart(server.dsn, folder, env)
  const result = { ...booksIn(folder), held: sum([...server.state.held.values()]) }
  check(number, result)
  assert.deepEqual(
    readdirSync(spool, { recursive: true }).filter((name) => /\.\w+$/.test(name)),
    [],
  )
  rmSync(folder, { recursive: true })
  return result
}

/** All is well now: what was left is sent, with time enough for each request. */
async function lastStart(dsn, folder, env) {
  const args = [dsn, join(folder, 'last.books')]
  const { code, stderr } = await run('faults-end', args, { ...env, SENTRY_TIMEOUT_MS: '5000' })
  assert.deepEqual([code, stderr], [0, ''])
}

/**
 * A kill from outside may come inside a call: whether that one counts is open. And it may come after a
 * loss was told and before that was noted: then the next program tells of it once more.
 */
function check(number, result) {
  const { begun, done, held, dropped, lastWords } = result
  const known = held + sum(Object.values(dropped))
  const said = `round ${number}: ${JSON.stringify(result)}`
  assert.ok(known >= done, `some are missing, ${said}`)
  assert.ok(known <= begun + lastWords, `some are counted twice, ${said}`)
}

const server = await startServer()
const all = { begun: 0, held: 0, dropped: {} }
for (let number = 0; number < ROUNDS; number++) {
  const { begun, held, dropped } = await round(number, server)
  all.begun += begun
  all.held += held
  for (const [reason, count] of Object.entries(dropped)) add(all.dropped, reason, count)
}
console.log(
  `${all.begun} captured, ${all.held} arrived, lost by name: ${JSON.stringify(all.dropped)}`,
)
await server.close()
