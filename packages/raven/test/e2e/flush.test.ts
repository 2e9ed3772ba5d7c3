/** Waiting for delivery, at the top level of a program and inside of one that goes on. */

import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import { threadedTransport } from '../../src/transports/threaded.ts'
import { bundle, start, type Ended } from '../support/programs.ts'
import { hang, Receiver, yes, type Respond } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

/** Runs the body of a program that has `client` and `dsn`. */
async function program(
  body: string,
  dsn: string,
  env: Record<string, string> = {},
  nodeArgs: readonly string[] = [],
): Promise<Ended> {
  const file = await bundle(`
    import { Client } from '../src/node.ts'
    const dsn = process.argv[2]
    ${body}`)
  const spool = `${scratchFolder()}/spool`
  const patient = { RAVEN_SPOOL_DIR: spool, SENTRY_SHUTDOWN_TIMEOUT_MS: '30000' }
  return start(file, [dsn], { env: { ...patient, ...env }, nodeArgs }).ended
}

/** A client over a spool of its own, closed with its test. */
function open(dsn: string, options: ClientOptions = {}): Client {
  const client = new Client(dsn, { diagnostics: false, shutdownTimeoutMs: 30_000, ...options })
  onTestFinished(async () => void (await client.close(0)))
  return client
}

function ownSpool(): void {
  vi.stubEnv('RAVEN_SPOOL_DIR', `${scratchFolder()}/spool`)
}

describe('await client.flush() at the top level', () => {
  test.each<[string, Respond, string]>([
    ['answers', yes, 'true'],
    ['never answers', hang, 'false'],
    ['is unwell', (_, response) => void response.writeHead(503).end(), 'false'],
    ['refuses', (_, response) => void response.writeHead(403).end(), 'true'],
  ])('with a server that %s', async (_, respond, answer) => {
    const receiver = await Receiver.start(respond)
    const body = `
      const client = new Client(dsn, { timeoutMs: 60_000, diagnostics: false })
      client.captureMessage('one')
      console.log(await client.flush(${answer === 'true' ? 50_000 : 500}))`
    const env = { SENTRY_SHUTDOWN_TIMEOUT_MS: '100' }
    expect(await program(body, receiver.dsn, env)).toEqual({
      code: 0,
      signal: null,
      stdout: `${answer}\n`,
      stderr: '',
    })
  })

  test.each(['', 'worker: false', 'spool: false'])(
    'without a server says so early (%s)',
    async (options) => {
      const receiver = await Receiver.start()
      await receiver.stop()
      const body = `
        const client = new Client(dsn, { diagnostics: false, ${options} })
        client.captureMessage('one')
        console.log(await client.flush(60_000))`
      expect(await program(body, receiver.dsn)).toMatchObject({ code: 0, stdout: 'false\n' })
    },
    15_000,
  )

  test.each(['Infinity', 'NaN', '-1', '1e12', '0', 'undefined'])(
    'with %s milliseconds makes no warning',
    async (ms) => {
      const receiver = await Receiver.start()
      const body = `
        const client = new Client(dsn)
        client.captureMessage('one')
        console.log(typeof (await client.flush(${ms})))`
      expect(await program(body, receiver.dsn)).toEqual({
        code: 0,
        signal: null,
        stdout: 'boolean\n',
        stderr: '',
      })
      expect(receiver.received).toHaveLength(1)
    },
  )
})

test('who waits for one event is answered before the program ends', async () => {
  const receiver = await Receiver.start(hang)
  const body = `
    const client = new Client(dsn, { shutdownTimeoutMs: 100, timeoutMs: 60_000 })
    console.log((await client.delivered(client.captureMessage('one'))).outcome)`
  expect(await program(body, receiver.dsn)).toMatchObject({ code: 0, stdout: 'spooled\n' })
})

test('a program that sends from its event loop is held for its event, and no longer', async () => {
  const body = `new Client(dsn, { worker: false, spool: false }).captureMessage('one')`
  const receiver = await Receiver.start((_, response) => {
    setTimeout(() => response.end(), 200)
  })
  expect(await program(body, receiver.dsn, { SENTRY_TIMEOUT_MS: '30000' })).toMatchObject({
    code: 0,
    stderr: '',
  })
  receiver.respond = hang
  const env = { SENTRY_SHUTDOWN_TIMEOUT_MS: '100', SENTRY_TIMEOUT_MS: '60000' }
  expect(await program(body, receiver.dsn, env)).toMatchObject({
    code: 0,
    stderr: 'raven: an event was lost: closed\n',
  })
  expect(receiver.received).toHaveLength(2)
})

test('a program that stays sends what it could not, as soon as the server is back', async () => {
  ownSpool()
  const gone = await Receiver.start()
  await gone.stop()
  const client = open(gone.dsn)
  const ids = [client.captureMessage('one'), client.captureMessage('two')]
  expect(await client.flush()).toBe(false)
  expect(client.stats()).toMatchObject({ captured: 2, spooled: 2, sent: 0 })
  const back = await Receiver.start(yes, { port: gone.port })
  await Promise.all(ids.map((id) => client.delivered(id)))
  expect(client.stats()).toMatchObject({ captured: 2, spooled: 0, sent: 2 })
  expect(back.ids.toSorted()).toEqual(ids.toSorted())
})

test('two clients of one DSN do not take what is the other one’s', async () => {
  ownSpool()
  const receiver = await Receiver.start(hang)
  const [one, two] = [open(receiver.dsn), open(receiver.dsn)]
  const ids = [one.captureMessage('one'), two.captureMessage('two')]
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 20_000 })
  receiver.respond = yes
  await one.close(50)
  await two.flush()
  const three = open(receiver.dsn)
  await Promise.all([two.flush(), three.flush()])
  expect([...new Set(receiver.ids)].toSorted()).toEqual(ids.toSorted())
  expect(two.stats().adopted + three.stats().adopted).toBe(1)
})

test('what a hook still has in hand when the client is closed is kept as a skeleton', async () => {
  ownSpool()
  const receiver = await Receiver.start()
  const slow = open(receiver.dsn, { beforeSend: () => new Promise(() => {}) })
  const id = slow.captureException(new Error('in hand'))
  expect(await slow.close(50)).toBe(false)
  expect(await slow.delivered(id)).toEqual({ outcome: 'spooled' })
  const next = open(receiver.dsn)
  expect(await next.flush()).toBe(true)
  expect(receiver.ids).toEqual([id])
  expect(receiver.received[0]?.body.toString()).toContain('a hook was at work')
})

test('what a hook still has in hand without a spool is given up and said', async () => {
  const receiver = await Receiver.start()
  const said: string[] = []
  const client = open(receiver.dsn, {
    spool: false,
    diagnostics: (line) => void said.push(line),
    beforeSend: () => new Promise(() => {}),
  })
  client.captureException(new Error('in hand'))
  await client.close(50)
  expect(client.stats().dropped).toEqual({ closed: 1 })
  expect(said).toEqual(['raven: an event was lost: closed'])
})

test('the date of an event is not its age', async () => {
  ownSpool()
  const receiver = await Receiver.start()
  const client = open(receiver.dsn)
  client.captureMessage('long ago', { date: new Date('2001-01-01') })
  expect(await client.flush()).toBe(true)
  expect(client.stats()).toMatchObject({ sent: 1, dropped: {} })
})

test.each([
  [
    'throws',
    () => {
      throw new Error('no way')
    },
  ],
  ['is none', () => JSON.parse('{}')],
])(
  'a transport that cannot be made (it %s) is said, and the usual one is used',
  async (_, transport) => {
    ownSpool()
    const receiver = await Receiver.start()
    const said: string[] = []
    const client = open(receiver.dsn, { transport, diagnostics: (line) => void said.push(line) })
    client.captureMessage('one')
    expect(await client.flush()).toBe(true)
    expect(said).toEqual([expect.stringMatching('the usual one is used')])
  },
)

test('a thread that dies in the middle costs no event', async () => {
  ownSpool()
  const receiver = await Receiver.start(hang)
  const client = open(receiver.dsn, { transport: threadedTransport })
  const thread = new Promise<{ terminate(): unknown }>((resolve) => process.once('worker', resolve))
  const id = client.captureMessage('one')
  await receiver.untilReceived(1)
  receiver.respond = yes
  await (await thread).terminate()
  expect(await client.delivered(id)).toMatchObject({ outcome: 'sent' })
  expect(receiver.ids).toEqual([id, id])
})

test('a client in a worker thread reports, and what it leaves is found by the next start', async () => {
  const body = `
    import { isMainThread, Worker } from 'node:worker_threads'
    import { fileURLToPath } from 'node:url'
    if (isMainThread) new Worker(fileURLToPath(import.meta.url), { argv: [dsn] })
    else {
      const client = new Client(dsn)
      client.install()
      client.captureMessage('from a thread')
      setImmediate(() => process.exit())
    }`
  const receiver = await Receiver.start()
  expect(await program(body, receiver.dsn)).toEqual({
    code: 0,
    signal: null,
    stdout: '',
    stderr: '',
  })
  expect(receiver.received).toHaveLength(1)
})

test('a program that captures each time it has nothing left to do ends all the same', async () => {
  const receiver = await Receiver.start()
  const body = `
    const client = new Client(dsn)
    let times = 0
    process.on('beforeExit', () => {
      if (++times > 20) process.exit(1)
      client.captureMessage('nothing left to do')
    })
    process.on('exit', () => console.log(times))`
  const { code, stdout } = await program(body, receiver.dsn)
  expect(code).toBe(0)
  expect(receiver.received).toHaveLength(Number(stdout))
})

test('many clients make Node warn of nothing', async () => {
  const receiver = await Receiver.start()
  const body = `
    while (process.listenerCount('exit') < 10) process.on('exit', () => {})
    const clients = Array.from({ length: 15 }, () => new Client(dsn, { install: true, worker: false }))
    for (const client of clients) client.captureMessage('one')
    await Promise.all(clients.map((client) => client.close()))
    console.log(process.listenerCount('exit'), process.getMaxListeners())`
  expect(await program(body, receiver.dsn)).toEqual({
    code: 0,
    signal: null,
    stdout: '10 10\n',
    stderr: '',
  })
  expect(receiver.received).toHaveLength(15)
})

test('where threads are forbidden events arrive all the same, without a word', async () => {
  const receiver = await Receiver.start()
  const body = `
    const client = new Client(dsn)
    client.captureMessage('one')
    console.log(await client.flush(50_000))`
  const allowed = ['--experimental-permission', '--allow-fs-read=*', '--allow-fs-write=*']
  expect(await program(body, receiver.dsn, {}, [...allowed, '--no-warnings'])).toEqual({
    code: 0,
    signal: null,
    stdout: 'true\n',
    stderr: '',
  })
  expect(receiver.received).toHaveLength(1)
})

test('where files are forbidden events are kept in memory, which is said once', async () => {
  const receiver = await Receiver.start()
  const body = `
    const client = new Client(dsn)
    client.captureMessage('one')
    client.captureMessage('two')
    console.log(await client.flush(50_000))`
  const { stdout, stderr } = await program(body, receiver.dsn, {}, [
    '--experimental-permission',
    '--allow-fs-read=*',
    '--no-warnings',
  ])
  expect(stdout).toBe('true\n')
  expect(stderr).toMatch(/^raven: events are kept in memory only: .*\n$/)
  expect(receiver.received).toHaveLength(2)
})

test('a line of ours that nobody reads any more does not end the program', async () => {
  const receiver = await Receiver.start((_, response) => void response.writeHead(403).end())
  const body = `
    const client = new Client(dsn)
    await new Promise((resolve) => process.stdin.once('data', resolve))
    client.captureMessage('refused')
    await client.flush()
    console.log('alive')
    process.stdin.pause()`
  const file = await bundle(`
    import { Client } from '../src/node.ts'
    const dsn = process.argv[2]
    ${body}`)
  const env = { RAVEN_SPOOL_DIR: `${scratchFolder()}/spool` }
  const { child, ended } = start(file, [receiver.dsn], { env })
  child.stderr.destroy()
  child.stdin.write('go')
  expect(await ended).toMatchObject({ code: 0, stdout: 'alive\n' })
})
