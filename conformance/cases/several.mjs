/** Workers of a cluster, forked children and threads share one spool: none lost, none twice unless killed. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { MOODS, run, startServer } from '../helpers/deaths.mjs'

const ROUNDS = Number(process.env.RAVEN_ROUNDS ?? 3)
const KINDS = { cluster: 40, fork: 40, threads: 80 }

async function round(kind, count, mood, server) {
  const spool = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
  const env = {
    RAVEN_SPOOL_DIR: spool,
    SENTRY_SHUTDOWN_TIMEOUT_MS: mood === 'silent' ? '100' : '5000',
  }
  server.state.mood = mood
  server.state.accepted.clear()
  const { code, ids, stderr } = await run('several', [kind, server.dsn], env)
  assert.deepEqual([code, stderr, ids.length], [0, '', count])
  server.state.mood = 'well'
  // two starts at once want what was left
  const nexts = await Promise.all([1, 2].map(() => run('next-start', [server.dsn], env)))
  assert.deepEqual(
    nexts.map((next) => next.code),
    [0, 0],
  )
  assert.deepEqual([...server.state.accepted.keys()].sort(), ids.sort(), `${kind}, ${mood}`)
  if (mood !== 'well') assert.ok([...server.state.accepted.values()].every((times) => times === 1))
  rmSync(spool, { recursive: true })
}

const server = await startServer()
for (let number = 0; number < ROUNDS; number++) {
  for (const [kind, count] of Object.entries(KINDS))
    await round(kind, count, MOODS[number % MOODS.length], server)
}
await server.close()
