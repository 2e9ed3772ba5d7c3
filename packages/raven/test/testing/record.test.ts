import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { record } from 'raven-ts/testing'
import { scratchFolder } from '../support/scratch.ts'

test('remembers every event whole, oldest first, as a server would read it', async () => {
  const { client, events } = record({ release: 'shop@1' })
  const ids = [
    client.captureException(new TypeError('no price'), { tags: { order: 7 } }),
    client.captureMessage('checkout of %s failed', { params: ['7'] }),
  ]
  const seen = await events()
  expect(seen.map(({ event_id }) => event_id)).toEqual(ids)
  expect(seen[0]).toMatchObject({
    release: 'shop@1',
    tags: { order: '7' },
    exception: { values: [{ type: 'TypeError', value: 'no price' }] },
  })
  expect(seen[1]?.logentry).toMatchObject({
    message: 'checkout of %s failed',
    params: ['7'],
    formatted: 'checkout of 7 failed',
  })
})

test('may be asked again and again', async () => {
  const { client, events } = record()
  expect(await events()).toEqual([])
  client.captureMessage('one')
  expect(await events()).toHaveLength(1)
  client.captureMessage('two')
  expect(await events()).toHaveLength(2)
})

test('waits for hooks', async () => {
  const { client, events } = record({
    beforeSend: async (event) => {
      await new Promise(setImmediate)
      return { ...event, tags: { seen: 'yes' } }
    },
  })
  client.captureMessage('one')
  expect(await events()).toMatchObject([{ tags: { seen: 'yes' } }])
})

test('neither writes to disk, nor starts a thread, nor leaves anything when closed', async () => {
  const spool = join(scratchFolder(), 'spool')
  vi.stubEnv('RAVEN_SPOOL_DIR', spool)
  const threads: unknown[] = []
  const count = (thread: unknown) => threads.push(thread)
  process.on('worker', count)
  onTestFinished(() => void process.off('worker', count))
  const before = process.listenerCount('exit')
  const { client, events } = record()
  client.captureMessage('one')
  await events()
  await client.close()
  expect([existsSync(spool), threads, process.listenerCount('exit')]).toEqual([false, [], before])
})

test.each([undefined, ''])(
  'is enabled whatever the environment says (SENTRY_DSN=%j)',
  async (dsn) => {
    vi.stubEnv('SENTRY_DSN', dsn)
    const { client, events } = record({ dsn: undefined })
    client.captureMessage('one')
    expect(await events()).toHaveLength(1)
  },
)

test('its events are masked as they would be when sent', async () => {
  const { client, events } = record()
  client.captureMessage('one', { extra: { password: 'hunter2' } })
  expect(JSON.stringify(await events())).not.toContain('hunter2')
})
