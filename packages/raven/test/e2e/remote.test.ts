import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { Client } from '../../src/node.ts'
import { record } from 'raven-ts/testing'
import { memoryTransport } from '../../src/transports/memory.ts'

function open(dsn: string): Client {
  const client = new Client(dsn, { spool: false, transport: () => memoryTransport() })
  onTestFinished(async () => void (await client.close(0)))
  return client
}

test('the secret is nowhere to be seen', () => {
  const client = open('https://public:s3cr3t@host:9/path/7?timeout=3')
  const { remote } = client
  const seen = [
    inspect(client, { depth: 9, showHidden: true }),
    inspect(remote, { depth: 9, showHidden: true }),
    JSON.stringify(remote),
    String(remote),
    client.getPublicDsn(),
    client.getPublicDsn('https'),
  ]
  expect(seen.join('\n')).not.toContain('s3cr3t')
})

test('what may be seen names the server', () => {
  const { remote } = open('https://public:s3cr3t@host:9/path/7?timeout=3')
  expect({ ...remote }).toEqual({
    baseUrl: 'https://host:9/path',
    project: '7',
    publicKey: 'public',
    storeEndpoint: 'https://host:9/path/api/7/store/',
    envelopeEndpoint: 'https://host:9/path/api/7/envelope/',
    options: { timeout: '3' },
  })
  expect(remote.isActive()).toBe(true)
})

test('without a DSN there is no server, and everything still works', async () => {
  const client = new Client('')
  expect({ ...client.remote }).toEqual({
    baseUrl: '',
    project: '',
    publicKey: '',
    storeEndpoint: '',
    envelopeEndpoint: '',
    options: {},
  })
  expect([client.isEnabled(), client.getPublicDsn(), String(client.remote)]).toEqual([
    false,
    undefined,
    '',
  ])
  expect(client.captureMessage('one')).toMatch(/^[0-9a-f]{32}$/)
  expect([await client.flush(), await client.close()]).toEqual([true, true])
  expect(client.stats()).toMatchObject({ captured: 1, dropped: { disabled: 1 } })
})

test('a request carries key and secret in its header alone, and says when it was sent', async () => {
  const transport = memoryTransport()
  const client = new Client('https://public:s3cr3t@host/7', {
    spool: false,
    transport: () => transport,
  })
  onTestFinished(async () => void (await client.close(0)))
  const id = client.captureMessage('one')
  await client.flush()
  const [request] = transport.requests
  expect(request?.url).toBe('https://host/api/7/envelope/')
  expect(request?.headers).toMatchObject({ 'content-type': 'application/x-sentry-envelope' })
  expect(request?.headers['x-sentry-auth']).toMatch(
    /^Sentry (?=.*sentry_key=public\b)(?=.*sentry_secret=s3cr3t\b)(?=.*sentry_version=7\b)/,
  )
  const [head] = new TextDecoder().decode(request?.body).split('\n')
  expect(JSON.parse(head ?? '')).toEqual({ event_id: id, sent_at: expect.stringMatching(/^20/) })
  expect(new TextDecoder().decode(request?.body)).not.toContain('s3cr3t')
})

test('a rejection in a context is still the program’s to handle', async () => {
  const { client } = record()
  const error = new Error('out of stock')
  const unhandled: unknown[] = []
  const listener = (reason: unknown) => unhandled.push(reason)
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', listener)
  onTestFinished(() => {
    process.removeAllListeners('unhandledRejection')
    for (const other of others) process.on('unhandledRejection', other)
  })
  void client.withContext({ tags: { a: 'b' } }, () => Promise.reject(error))
  await new Promise(setImmediate)
  expect(unhandled).toEqual([error])
  const caught = client.withContext({ tags: { a: 'b' } }, () => Promise.reject(error))
  await expect(caught).rejects.toBe(error)
  await new Promise(setImmediate)
  expect(unhandled).toHaveLength(1)
})

test('promises of other classes come out of a context as they went in', () => {
  class Query extends Promise<number> {}
  const query = Query.resolve(1)
  expect(record().client.withContext({}, () => query)).toBe(query)
})
