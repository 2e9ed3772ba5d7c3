/** pg-boss on a real PostgreSQL: the contract, and what is its own. */

import PgBoss from 'pg-boss'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { ravenPgBoss } from 'raven-ts/contrib/pg-boss'
import { record } from 'raven-ts/testing'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startPostgres } from '../../../../../test/services/postgres.ts'
import type { Service } from '../../../../../test/services/server.ts'
import { queueContract, type QueueSetup, type Running } from '../../contracts/queue-contract.ts'

type BrewJob = PgBoss.JobWithMetadata<Running['data']>

describeWith('postgres', () => {
  let postgres: Service
  let boss: PgBoss
  beforeAll(async () => {
    postgres = await startPostgres()
    boss = new PgBoss({ connectionString: postgres.url, max: 10, supervise: false })
    boss.on('error', () => {})
    await boss.start()
  })
  afterAll(async () => {
    await boss.stop({ graceful: false, wait: true })
    await postgres.stop()
  })

  let made = 0
  const queueOf = async (): Promise<string> => {
    const name = `orders-${++made}`
    await boss.createQueue(name)
    return name
  }

  const open = async ({ client, allAttempts, attempts, concurrency, work }: QueueSetup) => {
    const queue = await queueOf()
    const raven = client && ravenPgBoss({ client, allAttempts })
    const ends: string[] = []
    const brew = async ([job]: BrewJob[]): Promise<unknown> =>
      work({
        client: client as NonNullable<typeof client>,
        data: (job as BrewJob).data,
      })
    const wrapped = raven?.wrapProcessor(brew) ?? brew
    const workers: string[] = []
    const hurry = (): void => workers.forEach((id) => boss.notifyWorker(id))
    const handler = async (jobs: BrewJob[]): Promise<unknown> => {
      hurry()
      const [job] = jobs
      try {
        const value = await wrapped(jobs)
        ends.push(`done ${String(value)}`)
        return value
      } catch (error) {
        if (Number(job?.retryCount) >= Number(job?.retryLimit))
          ends.push(`failed ${error instanceof Error ? error.message : String(error)}`)
        throw error
      }
    }
    const how = { includeMetadata: true as const, pollingIntervalSeconds: 0.5 }
    for (let i = 0; i < Math.min(concurrency, 10); i++)
      workers.push(await boss.work<Running['data']>(queue, how, handler))
    return {
      queue,
      add: async (all: readonly Running['data'][]) => {
        const retryLimit = attempts - 1
        const ids = await Promise.all(
          all.map((data) => boss.send(queue, data, { retryLimit, retryDelay: 0 })),
        )
        hurry()
        return ids.map(String)
      },
      ends: () => ends,
      unwatch: () => {},
      close: () => boss.offWork(queue),
    }
  }

  const cannot = { undo: 'its handlers are wrapped when they are given' }
  queueContract({ name: 'pg-boss', open, many: 200, cannot })

  test('without metadata each attempt that fails is reported', async () => {
    const { client, events } = record()
    const queue = await queueOf()
    onTestFinished(() => boss.offWork(queue))
    const calls: unknown[] = []
    const brew = async (jobs: PgBoss.Job[]): Promise<void> => {
      calls.push(...jobs)
      throw new TypeError('no water')
    }
    const how = { pollingIntervalSeconds: 0.5 }
    await boss.work<object>(queue, how, ravenPgBoss({ client }).wrapProcessor(brew))
    await boss.send(queue, {}, { retryLimit: 1, retryDelay: 0 })
    await vi.waitFor(() => expect(calls).toHaveLength(2), { timeout: 45_000, interval: 5 })
    expect(await events()).toHaveLength(2)
  })

  test('jobs that are worked on together fail together: one event, with all of them', async () => {
    const { client, events } = record()
    const { wrapProcessor } = ravenPgBoss({ client })
    const jobs = [1, 2].map((order) => ({ id: `id${order}`, name: 'orders', data: { order } }))
    const brew = wrapProcessor(async (all: typeof jobs) => {
      throw new TypeError(`no water for ${all.length}`)
    })
    await expect(brew(jobs)).rejects.toThrow('no water for 2')
    expect(await events()).toMatchObject([
      { contexts: { job: { id: 'id1 id2' } }, extra: { data: [{ order: 1 }, { order: 2 }] } },
    ])
  })

  test('a job that takes longer than it may is reported, once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { client, events } = record()
    let fail: ((error: Error) => void) | undefined
    const brew = ravenPgBoss({ client }).wrapProcessor(
      (jobs: unknown[]) =>
        new Promise((resolve, reject) => (fail = jobs.length > 0 ? reject : resolve)),
    )
    const ended = brew([{ id: 'id', name: 'orders', data: {}, expireInSeconds: 7 }])
    vi.advanceTimersByTime(7_000)
    fail?.(new Error('far too late'))
    await expect(ended).rejects.toThrow('far too late')
    vi.useRealTimers()
    const all = await events()
    expect(all.map((event) => event.exception?.values[0]?.value)).toEqual([
      'a handler took longer than 7 s',
    ])
  })

  test('a fault of pg-boss is reported', async () => {
    const { client, events } = record()
    const unwatch = ravenPgBoss({ client }).watch(boss)
    boss.emit('error', new Error('the database is gone'))
    unwatch()
    boss.emit('error', new Error('again'))
    expect(await events()).toMatchObject([
      { tags: { queue: 'pgboss' }, exception: { values: [{ value: 'the database is gone' }] } },
    ])
  })
})
