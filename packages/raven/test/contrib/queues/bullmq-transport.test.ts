/** Events that travel through a queue of the program's own: handed over by one process, sent by another. */

import { Queue, Worker } from 'bullmq'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { Client, customTransport } from 'raven-ts'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startRedis } from '../../../../../test/services/redis.ts'
import type { Service } from '../../../../../test/services/server.ts'
import { Receiver } from '../../support/receiver.ts'
import { scratchFolder } from '../../support/scratch.ts'

interface Payload {
  readonly body: string
}

describeWith('redis', () => {
  let redis: Service
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  test('one process hands its event over, and another delivers it', async () => {
    const connection = { url: redis.url }
    const queue = new Queue<Payload>('sentry', { connection })
    const transport = customTransport(async ({ body }) => {
      await queue.add('event', { body: Buffer.from(body).toString('base64') })
      return { handedOver: true }
    })
    // where it could send to by itself, nobody listens
    const client = new Client('http://public:secret@127.0.0.1:9/1', { transport, spool: false })
    const id = client.captureException(new Error('no tea'))
    expect(await client.delivered(id)).toMatchObject({ outcome: 'handed_over' })
    expect(client.stats()).toMatchObject({ captured: 1, handedOver: 1, sent: 0, waiting: 0 })
    expect(await client.flush()).toBe(true)

    const receiver = await Receiver.start()
    const relay = new Client(receiver.dsn, { spool: false })
    const said: string[] = []
    const worker = new Worker<Payload>(
      'sentry',
      async ({ data }) => {
        const { outcome } = await relay.sendEncoded(Buffer.from(data.body, 'base64'))
        said.push(outcome)
      },
      { connection },
    )
    onTestFinished(async () => {
      await worker.close()
      await queue.close()
      await relay.close()
      await client.close()
    })
    await receiver.untilReceived(1)
    expect(receiver.ids).toEqual([id])
    expect(receiver.received[0]?.headers['x-sentry-auth']).toContain('sentry_key=public')
  })
})

test('what no queue takes is kept, and counted as that', async () => {
  process.env.RAVEN_SPOOL_DIR = scratchFolder()
  onTestFinished(() => void delete process.env.RAVEN_SPOOL_DIR)
  const transport = customTransport(() => Promise.reject(new Error('the broker is gone')))
  const client = new Client('http://public:secret@127.0.0.1:9/1', { transport })
  client.captureException(new Error('no tea'))
  expect(await client.flush()).toBe(false)
  expect(client.stats()).toMatchObject({ captured: 1, handedOver: 0, spooled: 1 })
  await client.close()
})
