/** Transports through whole programs: what arrives, and what is kept. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { certificate } from '../support/certificate.ts'
import { farSide } from '../support/far-side.ts'
import { bundle, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

/** Captures the messages it is given, waits for their ends, and prints the books. */
const PROGRAM = `
  import { Client } from '../src/node.ts'
  const client = new Client()
  const ids = process.argv.slice(2).map((text) => client.captureMessage(text))
  const flushed = await client.flush(50_000)
  const ends = await Promise.all(ids.map((id) => client.delivered(id)))
  console.log(JSON.stringify({ flushed, ends: ends.map(({ outcome }) => outcome), stats: client.stats() }))
  process.exit()
`

async function run(env: Record<string, string>, ...messages: string[]) {
  const patient = { SENTRY_TIMEOUT_MS: '40000', ...env }
  const running = start(await bundle(PROGRAM), messages, { env: patient })
  const { stdout, stderr } = await running.ended
  return { ...JSON.parse(stdout), stderr: stderr.trim() }
}

test('a certificate that is refused costs no event: it is sent when its authority is known', async () => {
  const authority = certificate('a private authority')
  const far = await farSide({ tls: certificate('x', { by: authority }) })
  const folder = scratchFolder()
  const file = join(folder, 'ca.pem')
  writeFileSync(file, authority.cert)
  const env = {
    SENTRY_DSN: `https://public:s3cr3t@127.0.0.1:${far.port}/1`,
    RAVEN_SPOOL_DIR: join(folder, 'spool'),
  }
  const refused = await run(env, 'kept')
  expect(refused).toMatchObject({ flushed: false, ends: ['spooled'], stats: { spooled: 1 } })
  expect(refused.stderr).toMatch(/^raven: the server's certificate is refused.*UNABLE_TO_VERIFY/)
  expect(refused.stderr.split('\n')).toHaveLength(1)
  const sent = await run({ ...env, SENTRY_CA_CERTS: file })
  expect(sent).toMatchObject({ flushed: true, stats: { adopted: 1, sent: 1 }, stderr: '' })
  expect((await far.seen()).requests).toHaveLength(1)
})

test.each(['threaded', 'http', 'blocking'])(
  '%s goes by the proxies of its environment',
  async (name) => {
    const authority = certificate('own', { hosts: ['inbox.test'] })
    const far = await farSide({ tls: authority, proxy: { credentials: 'me:pass' } })
    const folder = scratchFolder()
    const env = {
      SENTRY_DSN: 'https://public@inbox.test/1',
      SENTRY_CA_CERTS: authority.cert,
      SENTRY_TRANSPORT: name,
      RAVEN_SPOOL_DIR: join(folder, 'spool'),
      https_proxy: `http://me:pass@127.0.0.1:${far.proxyPort}`,
    }
    expect(await run(env, 'by proxy')).toMatchObject({
      flushed: true,
      stats: { sent: 1 },
      stderr: '',
    })
    const { proxied, requests } = await far.seen()
    expect(proxied.map(({ target }) => target)).toEqual(['inbox.test:443'])
    expect(requests).toHaveLength(1)
  },
)

describe('spool-only', () => {
  test('keeps events through any number of starts, and the first who may send sends them', async () => {
    const receiver = await Receiver.start()
    const env = { SENTRY_DSN: receiver.dsn, RAVEN_SPOOL_DIR: join(scratchFolder(), 'spool') }
    const careful = { ...env, SENTRY_TRANSPORT: 'spool-only' }
    for (const text of ['first', 'second']) {
      expect(await run(careful, text)).toEqual({
        flushed: false,
        ends: ['spooled'],
        stats: expect.objectContaining({
          captured: 1,
          adopted: 0,
          waiting: 0,
          spooled: 1,
          sent: 0,
        }),
        stderr: '',
      })
    }
    expect(receiver.connections).toBe(0)
    const sent = await run(env)
    expect(sent).toMatchObject({ flushed: true, stats: { adopted: 2, sent: 2 }, stderr: '' })
    expect(receiver.received.map(({ body }) => /first|second/.exec(body.toString())?.[0])).toEqual([
      'first',
      'second',
    ])
  })

  test('gives way to a sending transport within one program', async () => {
    const receiver = await Receiver.start()
    const program = await bundle(`
      import { Client, httpTransport, spoolOnlyTransport } from '../src/node.ts'
      const client = new Client({ transport: spoolOnlyTransport })
      client.captureMessage('kept')
      await client.flush()
      const before = client.stats()
      client.setDsn(process.env.SENTRY_DSN, httpTransport)
      console.log(await client.flush(50_000), before.spooled, client.stats().sent)
    `)
    const env = { SENTRY_DSN: receiver.dsn, RAVEN_SPOOL_DIR: join(scratchFolder(), 'spool') }
    const { stdout, stderr } = await start(program, [], { env }).ended
    expect([stdout, stderr]).toEqual(['true 1 1\n', ''])
    expect(receiver.received).toHaveLength(1)
  })

  test('without a disk loses events, and says so', async () => {
    const env = {
      SENTRY_DSN: 'http://public@127.0.0.1:1/1',
      SENTRY_TRANSPORT: 'spool-only',
      SENTRY_SPOOL: 'false',
    }
    expect(await run(env, 'lost')).toEqual({
      flushed: true,
      ends: ['dropped'],
      stats: expect.objectContaining({ captured: 1, dropped: { queue_overflow: 1 } }),
      stderr: 'raven: an event was lost: queue_overflow',
    })
  })
})

describe('blocking', () => {
  async function runBlocking(source: string, receiver: Receiver) {
    const program = await bundle(`
      import { Client } from '../src/node.ts'
      const client = new Client({ transport: 'blocking' })
      ${source}
    `)
    const env = {
      SENTRY_DSN: receiver.dsn,
      SENTRY_TIMEOUT_MS: '40000',
      RAVEN_SPOOL_DIR: join(scratchFolder(), 'spool'),
    }
    return start(program, [], { env }).ended
  }

  test('has the answer when the capture returns', async () => {
    const receiver = await Receiver.start()
    const { stdout } = await runBlocking(
      `client.captureMessage('now')
      process.stdout.write(String(client.stats().sent))
      process.kill(process.pid, 'SIGKILL')`,
      receiver,
    )
    expect([stdout, receiver.received.length]).toEqual(['1', 1])
  })

  test('sends from a listener for exit', async () => {
    const receiver = await Receiver.start()
    const ended = await runBlocking(
      `process.on('exit', () => {
        client.captureMessage('one')
        client.captureException(new Error('two'))
        console.log(client.stats().sent)
      })
      process.exitCode = 3`,
      receiver,
    )
    expect(ended).toEqual({ code: 3, signal: null, stdout: '2\n', stderr: '' })
    expect(receiver.received).toHaveLength(2)
  })

  test('waits no longer than timeoutMs, and keeps the event', async () => {
    const receiver = await Receiver.start(() => {})
    const { stdout } = await runBlocking(
      `const patient = new Client({ transport: 'blocking', timeoutMs: 200 })
      patient.captureMessage('unanswered')
      const { spooled, waiting, dropped } = patient.stats()
      console.log(JSON.stringify({ kept: spooled + waiting, dropped })) // a slow thread has not said so yet
      process.kill(process.pid, 'SIGKILL')`,
      receiver,
    )
    expect(JSON.parse(stdout)).toEqual({ kept: 1, dropped: {} })
  })
})
