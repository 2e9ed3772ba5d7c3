/** Commands of Redis leave breadcrumbs by their names, in the chain that gave them: ioredis and node-redis on a real server. */

import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { expect, onTestFinished, test } from 'vitest'
import { ravenQueries } from 'raven-ts/contrib/queries'
import { record } from 'raven-ts/testing'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startRedis } from '../../../../../test/services/redis.ts'

interface Commands {
  set(key: string, value: string): Promise<unknown>
  get(key: string): Promise<unknown>
}

/** The clients, connected. */
const CLIENTS: Readonly<Record<string, (url: string) => Promise<Commands & { end(): unknown }>>> = {
  ioredis: async (url) => {
    const redis = new Redis(url)
    await redis.ping()
    return Object.assign(redis, { end: () => redis.disconnect() })
  },
  'node-redis': async (url) => {
    const redis = await createClient({ url }).connect()
    return {
      set: (key, value) => redis.set(key, value),
      get: (key) => redis.get(key),
      end: () => redis.destroy(),
    }
  },
}

describeWith('redis', () => {
  test.each(Object.entries(CLIENTS))('%s', async (_, connected) => {
    const service = await startRedis()
    onTestFinished(() => service.stop())
    const redis = await connected(service.url)
    onTestFinished(() => void redis.end())
    const { client, events } = record({ diagnostics: false })
    const queries = ravenQueries(client)
    onTestFinished(() => queries.uninstall())

    const order = (id: number): Promise<void> =>
      client.withContext({}, async () => {
        await redis.set(`order ${id}`, 'swordfish')
        client.captureBreadcrumb({ message: `order ${id}` })
        await redis.get(`order ${id}`)
        client.captureMessage(`order ${id}`)
      })
    await Promise.all(Array.from({ length: 20 }, (_, id) => order(id)))
    queries.uninstall()
    await redis.get('unheard')
    client.captureMessage('after')

    const seen = await events()
    expect(seen).toHaveLength(21)
    for (const { logentry, breadcrumbs } of seen) {
      const said = logentry?.formatted ?? logentry?.message
      const query = { type: 'query', category: 'query', data: { engine: 'redis' } }
      const trail = [
        { ...query, message: expect.stringMatching(/^set$/i) as unknown },
        { message: said },
        { ...query, message: expect.stringMatching(/^get$/i) as unknown },
      ]
      if (said === 'after') expect(breadcrumbs).toBeUndefined()
      else expect(breadcrumbs?.values).toMatchObject(trail)
      expect(JSON.stringify(breadcrumbs ?? {})).not.toContain('swordfish')
    }
  })
})
