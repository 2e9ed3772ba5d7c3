/** Graphile Worker on a real PostgreSQL: the contract, and what is its own. */

import { EventEmitter, once } from 'node:events'
import { Logger, makeWorkerUtils, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ravenGraphileWorker } from 'raven-ts/contrib/graphile-worker'
import { record } from 'raven-ts/testing'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startPostgres } from '../../../../../test/services/postgres.ts'
import type { Service } from '../../../../../test/services/server.ts'
import { queueContract, type QueueSetup, type Running } from '../../contracts/queue-contract.ts'

describeWith('postgres', () => {
  let postgres: Service
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  let made = 0
  const logger = new Logger(() => () => {})

  /** A database of its own: runners of one database end when another migrates it. */
  const database = async (): Promise<string> => {
    const name = `worker_${++made}`
    const utils = await makeWorkerUtils({ connectionString: postgres.url, logger })
    await utils.withPgClient((client) => client.query(`create database ${name}`))
    await utils.release()
    return postgres.url.replace('/postgres?', `/${name}?`)
  }

  /** A runner of its own. */
  const start = async (taskList: TaskList, concurrency = 1) => {
    const events: WorkerEvents = new EventEmitter()
    const shared = { connectionString: await database(), logger }
    const utils = await makeWorkerUtils(shared)
    await utils.migrate()
    // it tries again after seconds; here at once
    events.on('job:complete', ({ job, error }) => {
      if (error && job.attempts < job.max_attempts)
        void utils.rescheduleJobs([job.id], { runAt: new Date() })
    })
    const runner = await run({
      ...shared,
      concurrency,
      maxPoolSize: 10,
      pollInterval: 20,
      noHandleSignals: true,
      taskList,
      events,
    })
    const close = async (): Promise<void> => {
      await runner.stop()
      await utils.release()
    }
    return { utils, events, close }
  }

  const open = async ({ client, allAttempts, attempts, concurrency, work }: QueueSetup) => {
    const raven = client && ravenGraphileWorker({ client, allAttempts })
    const ends: string[] = []
    const brew = async (payload: unknown): Promise<void> => {
      const running = { client: client as NonNullable<typeof client> }
      // as it was added
      const value = await work({ ...running, data: payload as Running['data'] })
      ends.push(`done ${String(value)}`)
    }
    const { utils, events, close } = await start(
      { brew: raven?.wrapProcessor(brew) ?? brew },
      concurrency,
    )
    const unwatch = raven?.watch(events)
    events.on('job:failed', ({ error }) =>
      ends.push(`failed ${error instanceof Error ? error.message : String(error)}`),
    )
    return {
      queue: 'graphile_worker',
      add: async (all: readonly Running['data'][]) => {
        const spec = { maxAttempts: attempts }
        const jobs = await Promise.all(all.map((data) => utils.addJob('brew', data, spec)))
        return jobs.map(({ id }) => id)
      },
      ends: () => ends,
      unwatch: () => unwatch?.(),
      close,
    }
  }

  queueContract({ name: 'graphile-worker', open, many: 200, jobName: 'brew' })

  test('of a batch each entry that failed is an event', async () => {
    const { client, events: reported } = record()
    const batch = async (orders: unknown): Promise<Promise<void>[]> =>
      (orders as number[]).map(async (order) => {
        if (order > 1) throw new TypeError(`there is no order ${order}`)
      })
    const { utils, events, close } = await start({ batch: batch as TaskList[string] })
    onTestFinished(close)
    ravenGraphileWorker({ client }).watch(events)
    const complete = once(events, 'job:complete')
    await utils.addJob('batch', [1, 2, 3], { maxAttempts: 1 })
    await complete
    const all = await reported()
    expect(all.map((event) => event.exception?.values[0]?.value)).toEqual([
      'there is no order 2',
      'there is no order 3',
    ])
  })

  test('a fault of a worker is reported', async () => {
    const { client, events: reported } = record()
    const events = new EventEmitter()
    ravenGraphileWorker({ client }).watch(events)
    events.emit('worker:getJob:error', { error: new Error('the database is gone') })
    expect(await reported()).toMatchObject([{ tags: { queue: 'graphile_worker' } }])
  })
})
