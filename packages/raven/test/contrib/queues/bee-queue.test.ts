/** Bee-Queue on a real Redis: the contract, and what is its own. */

import { once } from 'node:events'
import Queue from 'bee-queue'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { ravenBeeQueue } from 'raven-ts/contrib/bee-queue'
import { record } from 'raven-ts/testing'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startRedis } from '../../../../../test/services/redis.ts'
import type { Service } from '../../../../../test/services/server.ts'
import { queueContract, type QueueSetup, type Running } from '../../contracts/queue-contract.ts'

describeWith('redis', () => {
  let redis: Service
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  let made = 0
  const queueOf = (settings = {}): Queue<Running['data']> =>
    new Queue(`orders-${++made}`, { redis: { url: redis.url }, ...settings })

  const open = async ({ client, allAttempts, attempts, concurrency, work }: QueueSetup) => {
    const queue = queueOf()
    const raven = client && ravenBeeQueue({ client, allAttempts })
    const unwatch = raven?.watch(queue)
    const handler = async (job: Queue.Job<Running['data']>): Promise<unknown> =>
      work({ client: client as NonNullable<typeof client>, data: job.data })
    queue.process(concurrency, raven?.wrapProcessor(handler) ?? handler)
    const ends: string[] = []
    queue.on('succeeded', (_, value) => ends.push(`done ${String(value)}`))
    queue.on('failed:fatal' as 'failed', (_, error: unknown) =>
      ends.push(`failed ${error instanceof Error ? error.message : String(error)}`),
    )
    return {
      queue: queue.name,
      add: async (all: readonly Running['data'][]) => {
        const jobs = all.map((data) => queue.createJob(data).retries(attempts - 1))
        await queue.saveAll(jobs)
        return jobs.map(({ id }) => id)
      },
      ends: () => ends,
      unwatch: () => unwatch?.(),
      close: () => queue.close(),
    }
  }

  queueContract({ name: 'bee-queue', open })

  /** A queue that is watched. */
  const shop = (logLevel?: string, settings = {}) => {
    const queue = queueOf(settings)
    const recorder = record()
    ravenBeeQueue({ client: recorder.client, logLevel }).watch(queue)
    onTestFinished(async () => {
      await queue.close()
      await recorder.client.close()
    })
    return { queue, ...recorder }
  }

  test('a job that takes too long is reported', async () => {
    const { queue, events } = shop()
    const failed = once(queue, 'failed')
    let finish = (): void => {}
    queue.process(() => new Promise<void>((resolve) => (finish = resolve)))
    await queue.createJob({ order: 7 }).timeout(20).save()
    await failed
    finish()
    expect(await events()).toMatchObject([
      {
        exception: { values: [{ value: expect.stringContaining('timed out (20 ms)') as unknown }] },
      },
    ])
  })

  test('a job that stalled is told at the level warning', async () => {
    const { queue, events } = shop('warning', { stallInterval: 20 })
    const job = await queue.createJob({ order: 7 }).save()
    // takes the job and nothing more: a worker that died
    const dead = new Queue(queue.name, { redis: { url: redis.url } })
    await dead.ready()
    const client = Reflect.get(dead, 'client') as {
      rpoplpush(from: string, to: string, done: () => void): void
    }
    const toKey = (key: string): string => `bq:${queue.name}:${key}`
    await new Promise<void>((done) => client.rpoplpush(toKey('waiting'), toKey('active'), done))
    await dead.close()
    const stalled = once(queue, 'stalled')
    void queue.checkStalledJobs(20)
    expect(await stalled).toEqual([job.id])
    expect(await events()).toMatchObject([
      { level: 'warning', contexts: { job: { queue: queue.name, id: job.id } } },
    ])
  })

  test('a fault of the queue is reported, and goes to who listens', async () => {
    const { queue, events } = shop()
    const heard = vi.fn<(error: Error) => void>()
    queue.once('error', heard)
    const error = new Error('the broker is gone')
    queue.emit('error', error)
    expect(heard).toHaveBeenCalledExactlyOnceWith(error)
    expect(await events()).toMatchObject([{ tags: { queue: queue.name } }])
    // without a listener it would end the program, as without us
    expect(() => queue.emit('error', new Error('again'))).toThrow('again')
  })
})
