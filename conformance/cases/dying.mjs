/**
 * However a program ends, what it captured arrives: at once, or by its next start; once by event id.
 *
 * In rounds (`RAVEN_ROUNDS`, default 10), with a server that is well, refuses for now, or is silent.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { MOODS, run, startServer } from '../helpers/deaths.mjs'

const ROUNDS = Number(process.env.RAVEN_ROUNDS ?? 10)

/**
 * How each ends without us; what it leaves besides what it names, and how many of those it names last
 * are captured in the very turn of the kill, which costs their content.
 */
const WAYS = {
  nothing: { code: 0 },
  exit: { code: 3 },
  throw: { code: 1, unnamed: 1 },
  reject: { code: 1, unnamed: 1 },
  terminate: { signal: 'SIGTERM' },
  kill: { signal: 'SIGKILL' },
  abort: { signal: 'SIGABRT' },
  burst: { signal: 'SIGKILL', inTurn: 3 },
  'kill at once': { signal: 'SIGKILL', inTurn: 1 },
}

/** A kill may come between an answer and our note of it. */
const MAY_REPEAT = new Set(['terminate', 'kill', 'abort', 'burst'])

async function round(mood, server) {
  const spool = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
  const apart = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
  const env = {
    RAVEN_SPOOL_DIR: spool,
    SENTRY_SHUTDOWN_TIMEOUT_MS: mood === 'silent' ? '100' : '5000',
  }
  server.state.mood = mood
  server.state.accepted.clear()
  const ends = await Promise.all(
    Object.entries(WAYS).map(async ([way, wanted]) => ({
      way,
      ...wanted,
      // who looks into a spool says what was interrupted there, which would not be like without us
      end: await run(
        'dying',
        [way, server.dsn],
        wanted.inTurn ? { ...env, RAVEN_SPOOL_DIR: apart } : env,
      ),
    })),
  )
  for (const { way, end, inTurn, code = null, signal = null } of ends) {
    assert.deepEqual([way, end.code, end.signal], [way, code, signal], end.stderr)
    if (code !== 1 && !inTurn) assert.equal(end.stderr.replace(/^(?!raven).*\n?/gm, ''), '', way)
  }
  if (mood === 'well') {
    // of those that end by an error or by themselves everything arrived before their end
    for (const { way, end, code } of ends) {
      if (code === undefined) continue
      for (const id of end.ids) assert.ok(server.state.accepted.has(id), `${way}: arrived late`)
    }
  }
  server.state.mood = 'well'
  const next = await run('next-start', [server.dsn], env)
  assert.deepEqual([next.code, next.stderr], [0, ''])
  const told = await run('next-start', [server.dsn], { ...env, RAVEN_SPOOL_DIR: apart })
  assert.deepEqual([told.code, told.stderr], [0, 'raven: an event was lost: interrupted\n'])
  check(ends, server.state.accepted)
  for (const folder of [spool, apart]) {
    assert.deepEqual(filesIn(folder), [])
    rmSync(folder, { recursive: true })
  }
}

function check(ends, accepted) {
  let most = 1 // what a burst captured last it had no time to name
  for (const { way, end, unnamed = 0, inTurn = 0 } of ends) {
    most += end.ids.length + unnamed
    const lost = end.ids.filter((id) => !accepted.has(id))
    assert.ok(lost.length <= inTurn, `${way} lost ${lost.length}`)
    assert.deepEqual(lost, end.ids.slice(end.ids.length - lost.length), `${way}: not the last ones`)
    if (MAY_REPEAT.has(way)) continue
    for (const id of end.ids) assert.ok((accepted.get(id) ?? 0) <= 1, `${way}: sent twice`)
  }
  const named = new Set(ends.flatMap(({ end }) => end.ids))
  const others = [...accepted.keys()].filter((id) => !named.has(id)).length
  assert.ok(others >= 2 && others <= 3, `${others} events that nobody named`)
  assert.ok(accepted.size <= most)
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => /\.\w+$/.test(name))
}

const server = await startServer()
for (let number = 0; number < ROUNDS; number++) await round(MOODS[number % MOODS.length], server)
await server.close()
