import Queue from 'bee-queue'
import { Client } from 'raven-ts'
import { ravenBeeQueue } from 'raven-ts/contrib/bee-queue'

const client = new Client({ install: true }) // SENTRY_DSN
const raven = ravenBeeQueue({ client })
const url = process.env.REDIS_URL ?? 'redis://localhost:6379'

const queue = new Queue('tea', { redis: { url } })
queue.process(
  raven.wrapProcessor(async (job) => {
    client.userContext({ id: job.data.guest })
    if (job.data.kind === 'green') throw new Error('there is no green tea')
    return `a cup of ${job.data.kind} tea`
  }),
)
raven.watch(queue)

queue.on('succeeded', (_, cup) => console.log(cup))
queue.on('failed:fatal', (_, error) => {
  console.log(`failed: ${error.message}`)
  void queue.close()
})

await queue.createJob({ kind: 'black', guest: '42' }).save()
await queue.createJob({ kind: 'green', guest: '42' }).retries(1).save()
