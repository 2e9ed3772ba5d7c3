import { describe, expect, onTestFinished, test } from 'vitest'
import { httpTransport } from '../../src/transports/http.ts'
import { threadedTransport } from '../../src/transports/threaded.ts'
import type { TransportFactory, TransportSettings } from '../../src/transports/transport.ts'
import { post } from '../contracts/transport-contract.ts'
import { selfSigned } from '../support/certificate.ts'
import { bundle, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'

const own = selfSigned('own')
const other = selfSigned('other')

describe.each<[string, TransportFactory]>([
  ['httpTransport', httpTransport],
  ['threadedTransport', threadedTransport],
])('%s over TLS', (_, make) => {
  async function answer(settings: Partial<TransportSettings>, host = '127.0.0.1') {
    const receiver = await Receiver.start(undefined, { tls: own })
    const transport = make({ timeoutMs: 10_000, verifySsl: true, ...settings })
    onTestFinished(() => transport.close())
    const url = `https://${host}:${receiver.port}/`
    const first = await post(transport, { url })
    await post(transport, { url })
    return { first, count: receiver.received.length, connections: receiver.connections }
  }

  test('reaches a server whose authority it was told of, on one connection', async () => {
    const { first, connections } = await answer({ caCerts: own.cert })
    expect([first, connections]).toEqual([{ ok: true, status: 200, headers: {} }, 1])
  })

  test('finds the right one among several authorities', async () => {
    const { first } = await answer({ caCerts: other.cert + own.cert }, 'localhost')
    expect(first.ok).toBe(true)
  })

  test('refuses a certificate that nobody vouches for, before anything is sent', async () => {
    const { first, count } = await answer({})
    expect(first).toEqual({
      ok: false,
      error: expect.stringMatching(/self-signed certificate.*\(DEPTH_ZERO_SELF_SIGNED_CERT\)/i),
      fault: 'certificate',
    })
    expect(count).toBe(0)
  })

  test('trusts only the authorities it was told of', async () => {
    const { first, count } = await answer({ caCerts: other.cert })
    expect([first.ok, count]).toEqual([false, 0])
  })

  test('takes any certificate when told so', async () => {
    expect((await answer({ verifySsl: false })).first.ok).toBe(true)
  })

  test('answers when what it was told to trust is no certificate', async () => {
    const { first, count } = await answer({ caCerts: 'nonsense' })
    expect([first.ok, count]).toEqual([false, 0])
  })
})

test('an open request over TLS keeps no process alive either', async () => {
  const file = await bundle(`
    import { httpTransport } from '../src/transports/http.ts'
    const transport = httpTransport({ timeoutMs: 60_000, verifySsl: false })
    const request = (path) => ({ url: process.argv[2] + path, headers: {}, body: new Uint8Array(1) })
    const hold = setTimeout(() => {}, 20_000)
    transport.send(request('/yes'), () => {
      transport.send(request('/hang'), () => console.log('answered'))
      setTimeout(() => clearTimeout(hold), 100)
    })`)
  const receiver = await Receiver.start(
    ({ path }, response) => {
      if (path === '/yes') response.end()
    },
    { tls: own },
  )
  expect(await start(file, [`https://127.0.0.1:${receiver.port}`]).ended).toMatchObject({
    code: 0,
    stdout: '',
  })
})
