/** Queues whose packages need a newer Node than our own tests run on, on a real PostgreSQL: pg-boss 12, Graphile Worker 0.18. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { ravenGraphileWorker } from 'raven-ts/contrib/graphile-worker'
import { ravenPgBoss } from 'raven-ts/contrib/pg-boss'
import { record } from 'raven-ts/testing'
import { isCi, realPart } from '../../tools/real-parts.mjs'
import { startPostgres } from '../../test/services/postgres.ts'

const folder = partOr('queues-node-24')
partOr('postgres')
const { resolve } = createRequire(join(folder, 'package.json'))
const { PgBoss } = await import(pathToFileURL(resolve('pg-boss')).href)
const { default: pg } = await import(pathToFileURL(resolve('pg')).href)
const worker = await import(pathToFileURL(resolve('graphile-worker')).href)

/** Where a part is; without it nothing here can run. */
function partOr(name) {
  const { path, hint } = realPart(name)
  if (path !== undefined) return path
  assert.ok(!isCi(), hint)
  console.log(`skipped: ${hint}`)
  process.exit(0)
}

/** Of a job that fails each of its two attempts there is one event, of the last; what it was, and its own context. */
async function assertReported(events, job) {
  const all = await events()
  assert.deepEqual(
    all.map(({ exception }) => exception.values[0].value),
    ['there is no water'],
  )
  const [{ contexts, extra, user, tags, exception }] = all
  assert.deepEqual(
    { ...contexts.job, id: undefined },
    { ...job, attempt: 2, attempts: 2, id: undefined },
  )
  assert.equal(typeof contexts.job.id, 'string')
  assert.deepEqual(extra.data, { order: 7, password: '[Filtered]' })
  assert.deepEqual(user, { id: 'ada' })
  assert.equal(tags.queue, job.queue)
  assert.match(exception.values[0].stacktrace.frames.at(-1).context_line, /there is no water/)
}

/** What the job does: it fails, in a context of its own. */
function brew(client) {
  client.userContext({ id: 'ada' })
  throw new RangeError('there is no water')
}

async function pgBoss(connectionString) {
  const { client, events } = record()
  const raven = ravenPgBoss({ client })
  const boss = new PgBoss({ connectionString, supervise: false })
  boss.on('error', () => {})
  raven.watch(boss)
  await boss.start()
  await boss.createQueue('orders')
  let attempts = 0
  const failedTwice = Promise.withResolvers()
  const work = raven.wrapProcessor(async () => brew(client))
  const how = { includeMetadata: true, pollingIntervalSeconds: 0.5 }
  await boss.work('orders', how, async (jobs) => {
    try {
      return await work(jobs)
    } finally {
      if (++attempts === 2) failedTwice.resolve()
    }
  })
  await boss.send('orders', { order: 7, password: 'x' }, { retryLimit: 1, retryDelay: 0 })
  await failedTwice.promise
  await assertReported(events, { queue: 'orders' })
  await boss.stop({ graceful: false })
}

async function graphileWorker(connectionString) {
  const { client, events } = record()
  const raven = ravenGraphileWorker({ client })
  const logger = new worker.Logger(() => () => {})
  // its own pool would not wait for its end
  const pgPool = new pg.Pool({ connectionString })
  pgPool.on('error', () => {})
  pgPool.on('connect', (connection) => connection.on('error', () => {}))
  const shared = { pgPool, logger }
  const utils = await worker.makeWorkerUtils(shared)
  await utils.migrate()
  const runner = await worker.run({
    ...shared,
    noHandleSignals: true,
    pollInterval: 20,
    taskList: { brew: raven.wrapProcessor(async () => brew(client)) },
  })
  raven.watch(runner.events)
  runner.events.on('job:complete', ({ job, error }) => {
    // it tries again after seconds; here at once
    if (error && job.attempts < job.max_attempts)
      void utils.rescheduleJobs([job.id], { runAt: new Date() })
  })
  const failed = once(runner.events, 'job:failed')
  await utils.addJob('brew', { order: 7, password: 'x' }, { maxAttempts: 2 })
  await failed
  await assertReported(events, { queue: 'graphile_worker', name: 'brew' })
  await runner.stop()
  await utils.release()
  await pgPool.end()
}

const postgres = await startPostgres()
try {
  await pgBoss(postgres.url)
  await graphileWorker(postgres.url)
} finally {
  await postgres.stop()
}
console.log('queues: pg-boss 12 and Graphile Worker 0.18 are reported')
