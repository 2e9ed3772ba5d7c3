import { Queue, Worker } from 'bullmq'
import { Client, customTransport } from 'raven-ts'

const connection = { url: process.env.REDIS_URL ?? 'redis://localhost:6379' }

// where errors happen: the queue has the event, and that is all this process waits for
const queue = new Queue('sentry', { connection })
const transport = customTransport(async ({ body }) => {
  await queue.add('event', { body: Buffer.from(body).toString('base64') })
  return { handedOver: true }
})
const client = new Client({ transport }) // SENTRY_DSN
const id = client.captureException(new Error('there is no green tea'))
console.log((await client.delivered(id)).outcome)

// in the process that delivers
const relay = new Client()
const worker = new Worker(
  'sentry',
  async ({ data }) => {
    const { outcome, detail } = await relay.sendEncoded(Buffer.from(data.body, 'base64'))
    if (outcome !== 'sent') throw new Error(`not delivered: ${detail}`) // so that the queue tries again
    return outcome
  },
  { connection },
)
worker.on('completed', (_, outcome) => {
  console.log(outcome)
  void worker.close().then(() => queue.close())
})
