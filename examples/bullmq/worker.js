import { Queue, Worker } from 'bullmq'
import { Client } from 'raven-ts'
import { ravenBullmq } from 'raven-ts/contrib/bullmq'

const client = new Client({ install: true }) // SENTRY_DSN
const raven = ravenBullmq({ client })
const connection = { url: process.env.REDIS_URL ?? 'redis://localhost:6379' }

const queue = new Queue('tea', { connection })
const worker = new Worker(
  'tea',
  raven.wrapProcessor(async (job) => {
    client.userContext({ id: job.data.guest })
    if (job.data.kind === 'green') throw new Error('there is no green tea')
    return `a cup of ${job.data.kind} tea`
  }),
  { connection },
)
raven.watch(worker)

worker.on('completed', (_, cup) => console.log(cup))
worker.on('failed', (job, error) => {
  if (job?.finishedOn === undefined) return // it is tried again
  console.log(`failed: ${error.message}`)
  void worker.close().then(() => queue.close())
})

await queue.add('brew', { kind: 'black', guest: '42' })
await queue.add('brew', { kind: 'green', guest: '42' }, { attempts: 2 })
