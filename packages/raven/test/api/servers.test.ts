import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { Client, memoryTransport, registerTransport } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import type { Event } from '../../src/protocol/event.ts'
import { expectBooks } from '../support/books.ts'
import { bundle, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'

function open(dsn: string, options: ClientOptions = {}): Client {
  const client = new Client(dsn, { worker: false, spool: false, diagnostics: false, ...options })
  onTestFinished(async () => void (await client.close(0)))
  return client
}

test('after setDsn old events still reach the old server, and new ones the new', async () => {
  const [before, after] = [await Receiver.start(), await Receiver.start()]
  const client = open(before.dsn)
  const first = client.captureMessage('before')
  client.setDsn(after.dsn)
  const second = client.captureMessage('after')
  expect(client.remote.storeEndpoint).toContain(`:${after.port}/`)
  expect(await client.flush()).toBe(true)
  await before.untilReceived(1)
  expect([before.ids, after.ids]).toEqual([[first], [second]])
  await expect(client.delivered(first)).resolves.toMatchObject({ outcome: 'sent' })
  expect(client.stats()).toMatchObject({ captured: 2, sent: 2, waiting: 0 })
})

test('the secret of a new server is masked in texts that passed before', async () => {
  const server = await Receiver.start()
  const client = open(server.dsn)
  const secret = 'quiet-harbour-lantern'
  client.captureBreadcrumb({ message: `heard ${secret}`, data: { secret } })
  const failing = () => new Error(`he said ${secret}`) // quiet-harbour-lantern stands in its source, too
  const capture = () => client.captureException(failing(), { extra: { said: secret } })
  capture()
  expect(await client.flush()).toBe(true)
  client.setDsn(server.dsn.replace(/public(?::[^@]*)?@/, `public:${secret}@`))
  capture()
  expect(await client.flush()).toBe(true)
  const [before, after] = server.received.map(({ body }) => Buffer.from(body).toString())
  expect(before).toContain(secret)
  expect(after).not.toContain(secret)
})

test('what a server of before never answered ends with the client, in the books too', async () => {
  const client = new Client('http://public@localhost/1', {
    transport: () => ({ concurrency: 1, send: () => {}, close: () => {} }),
    spool: false,
    diagnostics: false,
  })
  const id = client.captureMessage('under way')
  client.setDsn('')
  expect(client.stats().waiting).toBe(1)
  await client.close(0)
  expectBooks(client.stats(), { captured: 1, waiting: 0, dropped: { closed: 1 } })
  expect(await client.delivered(id)).toEqual({ outcome: 'dropped', reason: 'closed' })
})

test('what a hook still has when the client loses its server is lost, and named', async () => {
  let answer: (event: Event) => void = () => {}
  const client = new Client('http://public@localhost/1', {
    transport: () => memoryTransport(),
    spool: false,
    diagnostics: false,
    beforeSend: (event) => new Promise((resolve) => (answer = () => resolve(event))),
  })
  const id = client.captureMessage('with the hook')
  client.setDsn('')
  answer({})
  expect(await client.delivered(id)).toEqual({ outcome: 'dropped', reason: 'disabled' })
  expectBooks(client.stats(), { captured: 1, dropped: { disabled: 1 } })
})

test.each([null, undefined, '', '  '])('setDsn(%j) disables the client', (dsn) => {
  const client = open('http://public@localhost:1/1')
  client.setDsn(dsn)
  expect([client.isEnabled(), client.remote.isActive(), client.getPublicDsn()]).toEqual([
    false,
    false,
    undefined,
  ])
  client.captureMessage('nowhere')
  expect(client.stats().dropped).toEqual({ disabled: 1 })
})

test('a DSN that cannot be used disables the client and is said, without its secret', () => {
  const said: string[] = []
  const client = open('http://public@localhost:1/1', {
    diagnostics: (line) => void said.push(line),
  })
  client.setDsn('nonsense://public:s3cr3t@/')
  expect(client.isEnabled()).toBe(false)
  expect(said).toHaveLength(1)
  expect(said[0]).not.toContain('s3cr3t')
})

test('with raiseSendErrors a DSN that cannot be used is thrown, and the old server stays', () => {
  const invalid = expect.objectContaining({ name: 'InvalidDsn', code: 'invalid_dsn' })
  const client = open('http://public@localhost:1/1', { raiseSendErrors: true })
  expect(() => client.setDsn('nonsense')).toThrow(invalid)
  expect([client.isEnabled(), client.remote.project]).toEqual([true, '1'])
  expect(() => new Client('nonsense', { raiseSendErrors: true })).toThrow(invalid)
  expect(new Client('nonsense', { diagnostics: false }).isEnabled()).toBe(false)
})

test('setDsn enables a client that had no server, by the transport given', async () => {
  const transport = memoryTransport()
  const client = open('')
  client.setDsn('http://public@localhost:1/9', () => transport)
  client.captureMessage('now')
  expect(await client.flush()).toBe(true)
  expect(transport.requests.map(({ url }) => url)).toEqual(['http://localhost:1/api/9/envelope/'])
})

test('a closed client stays closed', async () => {
  const client = open('http://public@localhost:1/1')
  await client.close(0)
  client.setDsn('http://public@localhost:1/2')
  expect(client.isEnabled()).toBe(false)
})

test('a registered scheme chooses its transport, once and for all clients', async () => {
  const scheme = `carrier${randomUUID().replaceAll('-', '')}+http`
  const transport = memoryTransport()
  registerTransport(scheme.toUpperCase(), () => transport)
  for (const taken of [scheme, 'http', 'HTTPS']) {
    expect(() => registerTransport(taken, () => memoryTransport())).toThrow(
      expect.objectContaining({ name: 'DuplicateScheme', code: 'duplicate_scheme' }),
    )
  }
  const client = open(`${scheme}://public@localhost:1/4`)
  client.captureMessage('carried')
  expect(await client.flush()).toBe(true)
  expect(transport.requests[0]?.url).toBe('http://localhost:1/api/4/envelope/')
})

test.each([
  'threaded',
  'http',
  'fetch',
  'raven.transport.threaded.ThreadedHTTPTransport',
  'raven.transport.requests.RequestsHTTPTransport',
])('the transport %s delivers', async (transport) => {
  const receiver = await Receiver.start()
  const client = open(receiver.dsn, { transport })
  const id = client.captureMessage('by name')
  expect(await client.flush(10_000)).toBe(true)
  expect(receiver.ids).toEqual([id])
})

test.each(['blocking', 'raven.transport.http.HTTPTransport'])(
  'the transport %s has the answer before anything else runs',
  async (transport) => {
    const receiver = await Receiver.start()
    const program = await bundle(`
      import { Client } from '../src/node.ts'
      const client = new Client(process.env.DSN, { spool: false, transport: ${JSON.stringify(transport)} })
      client.captureMessage('now')
      setImmediate(() => {
        process.stdout.write(JSON.stringify(client.stats()))
        process.kill(process.pid, 'SIGKILL')
      })
    `)
    const { stdout } = await start(program, [], { env: { DSN: receiver.dsn } }).ended
    expect(JSON.parse(stdout)).toMatchObject({ captured: 1, sent: 1, waiting: 0 })
    expect(receiver.received).toHaveLength(1)
  },
)
