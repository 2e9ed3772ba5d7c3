import { expect, test } from 'vitest'
import type { AnyCaptureOptions } from '../../src/client/client.ts'
import { recorder } from '../support/recorder.ts'

test.each<[string, AnyCaptureOptions]>([
  ['Message', { message: 'm', stack: true }],
  ['raven.events.Message', { message: 'm', stack: true }],
  ['Query', { query: 'select 1', stack: true }],
  ['Exception', {}],
  ['Exception', { error: 'text' }],
  ['a kind nobody knows', { stack: true }],
])('capture of %s %j shows the place of the call, not our own', async (type, options) => {
  const { client, events } = recorder()
  client.capture(type, { ...options, tags: { a: 'b' } })
  const [event] = await events()
  const shown = event?.exception ?? event?.threads
  expect(shown?.values[0]?.stacktrace?.frames.at(-1)?.filename).toContain('kinds.test.ts')
  expect(event?.tags).toEqual({ a: 'b' })
})

test('an error that is given as undefined was thrown as undefined', async () => {
  const { client, events } = recorder()
  client.capture('Exception', { error: undefined })
  expect((await events())[0]?.exception?.values[0]?.type).toBe('undefined')
})

test.each([null, 7, 'text', Symbol('s'), Proxy.revocable({}, {}).proxy])(
  'options that are none (%#) cost nothing but what they would have said',
  async (options) => {
    const { client, events } = recorder()
    for (const type of ['Exception', 'Message', 'Query', 'nobody knows']) {
      expect(client.capture(type, options as AnyCaptureOptions)).toMatch(/^[0-9a-f]{32}$/)
    }
    expect(await events()).toHaveLength(4)
  },
)

test('a handler of your own makes the event, and one that throws costs only what it knew', async () => {
  const { client, events, said } = recorder()
  const payment = {
    capture: ({ amount }: { amount?: number }) => ({ extra: { amount }, logger: 'payments' }),
    toString: () => 'payment declined',
  }
  client.capture(payment, { amount: 7, logger: 'till' })
  const refusing = {
    capture: () => {
      throw new Error('no')
    },
    toString: () => '',
  }
  expect(client.capture(refusing, { tags: { till: 3 } })).toMatch(/^[0-9a-f]{32}$/)
  expect(await events()).toMatchObject([
    { logentry: { formatted: 'payment declined' }, extra: { amount: 7 }, logger: 'till' },
    {
      logentry: { formatted: 'the handler of this event failed' },
      contexts: { raven: { skeleton: 'the handler failed' } },
      tags: { till: '3' },
    },
  ])
  expect(said).toEqual(['raven: a hook failed (handler): no'])
  expect(client.stats().dropped).toEqual({})
})
