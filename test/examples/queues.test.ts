/** The examples of job queues, started as their READMEs say, each on a real server. */

import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { describeWith } from '../describe-with.ts'
import { startPostgres } from '../services/postgres.ts'
import { startRedis } from '../services/redis.ts'
import { listener, started } from './example.ts'

const SERVERS = [
  {
    part: 'redis',
    variable: 'REDIS_URL',
    start: startRedis,
    names: ['bullmq', 'bee-queue'],
  },
  {
    part: 'postgres',
    variable: 'DATABASE_URL',
    start: startPostgres,
    names: ['pg-boss', 'agenda', 'graphile-worker'],
  },
]

for (const { part, variable, start, names } of SERVERS)
  describeWith(part, () => {
    test.each(names)('%s reports the job that failed, and ends', async (name) => {
      const service = await start()
      try {
        const { dsn, came } = await listener()
        const child = started(name, ['worker.js'], dsn, { [variable]: service.url })
        const ended = once(child, 'exit')
        const said = await text(child.stdout)
        expect(said.trim().split('\n').toSorted()).toEqual([
          'a cup of black tea',
          'failed: there is no green tea',
        ])
        expect(await ended).toEqual([0, null])
        const [, , payload = ''] = await came
        expect(JSON.parse(payload)).toMatchObject({
          exception: { values: [{ value: 'there is no green tea' }] },
          contexts: { job: { attempt: 2 } },
          transaction: expect.stringContaining('tea') as unknown,
          user: { id: '42' },
          extra: { data: { kind: 'green' } },
        })
      } finally {
        await service.stop()
      }
    })
  })

describeWith('redis', () => {
  test('an event that travels through a queue is handed over, delivered, and the program ends', async () => {
    const service = await startRedis()
    try {
      const { dsn, came } = await listener()
      const child = started('bullmq', ['relay.js'], dsn, { REDIS_URL: service.url })
      const ended = once(child, 'exit')
      expect(await text(child.stdout)).toBe('handed_over\nsent\n')
      expect(await ended).toEqual([0, null])
      const [, , payload = ''] = await came
      expect(JSON.parse(payload)).toMatchObject({
        exception: { values: [{ value: 'there is no green tea' }] },
      })
    } finally {
      await service.stop()
    }
  })
})

test.each(['node-cron', 'croner'])(
  '%s checks in and reports what failed, and ends',
  async (name) => {
    const { dsn, came } = await listener()
    const child = started(name, ['jobs.js'], dsn)
    const ended = once(child, 'exit')
    expect(await text(child.stdout)).toBe('failed: there is no green tea\n')
    expect(await ended).toEqual([0, null])
    const [, , payload = ''] = await came
    expect(JSON.parse(payload)).toMatchObject({ monitor_slug: 'order-tea', status: 'in_progress' })
  },
)
