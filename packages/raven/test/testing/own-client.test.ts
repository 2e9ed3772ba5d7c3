/** A recorder on a client that the program made itself. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Client, type ClientOptions } from 'raven-ts'
import { record } from 'raven-ts/testing'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

function open(dsn: string | undefined, options: ClientOptions = {}): Client {
  const client = new Client(dsn, { worker: false, diagnostics: false, ...options })
  onTestFinished(async () => void (await client.close(0)))
  return client
}

test('hears a client without a DSN, with its own rules', async () => {
  const client = open('', {
    release: 'shop@1',
    tags: { shop: 'north' },
    ignoreExceptions: ['RangeError'],
    beforeSend: (event) => ({ ...event, extra: { hooked: true } }),
  })
  const errors = record({ client })
  expect([errors.client, client.isEnabled()]).toEqual([client, true])
  client.captureException(new RangeError('ignored'))
  client.captureException(new TypeError('no price'))
  await errors.expectOne({
    type: 'TypeError',
    release: 'shop@1',
    tags: { shop: 'north' },
    extra: { hooked: true },
  })
  await errors.check()
  await errors.stop()
  expect(client.isEnabled()).toBe(false)
  client.captureMessage('after')
  expect(await errors.events()).toHaveLength(1)
})

test('nothing leaves meanwhile, and everything does again afterwards, with the same credentials', async () => {
  const server = await Receiver.start()
  const client = open(server.dsn.replace('public', 'public:quiet-harbour'), { spool: false })
  const before = client.captureMessage('before')
  const errors = record({ client })
  const between = client.captureMessage('between')
  expect((await errors.events()).map(({ event_id }) => event_id)).toEqual([between])
  await errors.stop()
  const after = client.captureMessage('after')
  expect(await client.flush()).toBe(true)
  await server.untilReceived(2)
  expect(server.ids).toEqual([before, after])
  expect(server.received.map(({ headers }) => headers['x-sentry-auth'])).toEqual(
    Array(2).fill(expect.stringContaining('sentry_secret=quiet-harbour')),
  )
  expect(client.stats()).toMatchObject({ captured: 3, sent: 3, waiting: 0 })
})

test('neither floods nor the disk come in between', async () => {
  const spool = join(scratchFolder(), 'spool')
  vi.stubEnv('RAVEN_SPOOL_DIR', spool)
  const client = open('', { flood: { burst: 1 } })
  const errors = record({ client })
  for (let count = 0; count < 200; count++) client.captureMessage('the same')
  expect(await errors.events()).toHaveLength(200)
  expect(existsSync(spool)).toBe(false)
})

test('a client that speaks the old protocol is understood', async () => {
  const client = open('', { protocol: 'store' })
  const errors = record({ client })
  client.captureException(new TypeError('no price'))
  await errors.expectOne({ type: 'TypeError', message: 'no price' })
  await errors.stop()
})

test('a server named meanwhile is used afterwards', async () => {
  const server = await Receiver.start()
  const client = open('', { spool: false })
  const errors = record({ client })
  client.setDsn(server.dsn)
  client.captureMessage('recorded')
  await errors.expectOne({ message: 'recorded' })
  await errors.stop()
  const id = client.captureMessage('sent')
  expect(await client.flush()).toBe(true)
  await server.untilReceived(1)
  expect(server.ids).toEqual([id])
})

test.each([
  [0, 1],
  [1, 0],
])('several recorders hear it, and end in any order (%i, then %i)', async (one, other) => {
  const client = open('')
  const recorders = [record({ client }), record({ client })] as const
  client.captureMessage('both')
  await recorders[one]?.stop()
  client.captureMessage('other')
  expect(await recorders[one]?.events()).toHaveLength(1)
  expect(await recorders[other]?.events()).toHaveLength(2)
  await recorders[one]?.stop()
  expect(client.isEnabled()).toBe(true)
  await recorders[other]?.stop()
  expect(client.isEnabled()).toBe(false)
})

test('tests that run at once hear what is captured in their own run, errors that leave it too', async () => {
  const client = open('')
  const shop = async (name: string) => {
    await new Promise(setImmediate)
    client.captureMessage(`in ${name}`)
    await new Promise(setImmediate)
    throw new Error(`left ${name}`)
  }
  const oneTest = async (name: string) => {
    const errors = record({ client })
    const thrown: unknown = await errors.run(() => shop(name)).catch((error: unknown) => error)
    client.captureException(thrown)
    await errors.expectOne({ message: `in ${name}` })
    const event = await errors.expectOne({ message: `left ${name}` })
    expect(event).not.toHaveProperty('raven_recorder')
    return errors
  }
  const names = Array.from({ length: 20 }, (_, at) => `shop ${at}`)
  const recorders = await Promise.all(names.map(oneTest))
  for (const errors of recorders) await errors.check()
  client.captureMessage('outside')
  for (const errors of recorders) await errors.expectOne({ message: 'outside' })
  for (const errors of recorders) await errors.stop()
})

test('a client that was closed cannot be listened to', async () => {
  const client = open('http://public@localhost/1', { spool: false })
  await client.close(0)
  expect(() => record({ client })).toThrow('closed')
})

test('a client that is closed meanwhile ends quietly', async () => {
  const client = open('', { spool: false })
  const errors = record({ client })
  client.captureMessage('one')
  await client.close(0)
  await errors.stop()
  client.captureMessage('two')
  expect(client.stats()).toMatchObject({ captured: 2, dropped: { disabled: 1 } })
})

test('a taker that throws costs nobody anything', async () => {
  const client = open('')
  const taken: unknown[] = []
  const undo = client.divert(() => {
    throw new Error('no')
  })
  client.divert((body) => taken.push(client.decode(body)['event_id']))
  const id = client.captureMessage('one')
  expect(await client.flush()).toBe(true)
  expect(taken).toEqual([id])
  undo()
  undo()
  expect(client.stats()).toMatchObject({ captured: 1, sent: 1 })
})
