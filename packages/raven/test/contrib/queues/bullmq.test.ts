/** BullMQ on a real Redis: the contract, and what is its own. */

import { Queue, Worker } from 'bullmq'
import { afterAll, beforeAll } from 'vitest'
import { ravenBullmq } from 'raven-ts/contrib/bullmq'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startRedis } from '../../../../../test/services/redis.ts'
import type { Service } from '../../../../../test/services/server.ts'
import { queueContract, type QueueSetup } from '../../contracts/queue-contract.ts'

describeWith('redis', () => {
  let redis: Service
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  let made = 0
  const open = async ({ client, allAttempts, attempts, concurrency, work }: QueueSetup) => {
    const connection = { url: redis.url }
    const name = `orders-${++made}`
    const queue = new Queue(name, { connection })
    const process = async (job: { data: { order: number } }): Promise<unknown> =>
      work({ client: client as NonNullable<typeof client>, data: job.data })
    const raven = client && ravenBullmq({ client, allAttempts })
    const worker = new Worker(name, raven?.wrapProcessor(process) ?? process, {
      connection,
      concurrency,
    })
    const unwatch = raven?.watch(worker)
    const ends: string[] = []
    worker.on('completed', (_, value) => ends.push(`done ${String(value)}`))
    worker.on('failed', (job, error) => {
      if (job?.finishedOn !== undefined) ends.push(`failed ${error.message}`)
    })
    return {
      queue: name,
      add: async (all: readonly { order: number }[]) => {
        const opts = { attempts }
        const jobs = await queue.addBulk(all.map((data) => ({ name: 'brew', data, opts })))
        return jobs.map(({ id }) => String(id))
      },
      ends: () => ends,
      unwatch: () => unwatch?.(),
      close: async () => {
        await worker.close()
        await queue.close()
      },
    }
  }

  queueContract({ name: 'bullmq', open, jobName: 'brew' })
})
