/** Certificates that are to be refused, by every transport that speaks TLS itself. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { blockingTransport } from '../../src/transports/blocking.ts'
import { httpTransport } from '../../src/transports/http.ts'
import { threadedTransport } from '../../src/transports/threaded.ts'
import type { TransportFactory, TransportSettings } from '../../src/transports/transport.ts'
import { post } from '../contracts/transport-contract.ts'
import { certificate } from '../support/certificate.ts'
import { farSide } from '../support/far-side.ts'
import { bundle, start } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'

const authority = certificate('a private authority')
const good = certificate('good', { by: authority })
const caCerts = authority.cert

/** What is wrong, the certificate, whom to trust, and the code in the answer. */
const WRONG = [
  [
    'for another host',
    certificate('x', { by: authority, hosts: ['elsewhere.test'] }),
    { caCerts },
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  [
    'for no address',
    certificate('x', { by: authority, hosts: ['localhost'] }),
    { caCerts },
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  [
    'expired',
    certificate('x', { by: authority, until: '250102' }),
    { caCerts },
    'CERT_HAS_EXPIRED',
  ],
  ['by an unknown authority', good, {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
] as const

describe.each<[string, TransportFactory]>([
  ['httpTransport', httpTransport],
  ['threadedTransport', threadedTransport],
  ['blockingTransport', blockingTransport],
])('%s', (_, make) => {
  async function answer(tls: typeof good, settings: Partial<TransportSettings>) {
    const far = await farSide({ tls })
    const transport = make({ timeoutMs: 10_000, verifySsl: true, ...settings })
    onTestFinished(() => transport.close())
    const answered = await post(transport, { url: `https://127.0.0.1:${far.port}/` })
    return { answered, count: (await far.seen()).requests.length }
  }

  test('reaches a server whose certificate comes from a private authority it was told of', async () => {
    const { answered, count } = await answer(good, { caCerts })
    expect([answered, count]).toEqual([{ ok: true, status: 200, headers: {} }, 1])
  })

  test.each(WRONG)(
    'refuses a certificate %s before anything is sent',
    async (_, tls, settings, code) => {
      const { answered, count } = await answer(tls, settings)
      expect([answered, count]).toEqual([
        { ok: false, error: expect.stringContaining(`(${code})`), fault: 'certificate' },
        0,
      ])
    },
  )

  test.each(WRONG)('told not to verify takes a certificate %s', async (_, tls) => {
    const { answered, count } = await answer(tls, { verifySsl: false })
    expect([answered.ok, count]).toEqual([true, 1])
  })
})

test('fetchTransport trusts whom the runtime trusts, and refuses the same certificates', async () => {
  const file = join(scratchFolder(), 'ca.pem')
  writeFileSync(file, caCerts)
  const program = await bundle(`
    import { fetchTransport } from '../src/transports/fetch.ts'
    const transport = fetchTransport({ timeoutMs: 10_000, verifySsl: true })
    for (const port of process.argv.slice(2)) {
      const request = { url: 'https://127.0.0.1:' + port + '/', headers: {}, body: new Uint8Array(1) }
      const answer = await new Promise((resolve) => transport.send(request, resolve))
      console.log(answer.status ?? answer.fault + ' ' + /\\((\\w+)\\)$/.exec(answer.error)?.[1])
    }`)
  const unknown = certificate('x', { by: certificate('another authority') })
  const servers = [good, WRONG[0][1], WRONG[2][1], unknown].map((tls) => farSide({ tls }))
  const ports = (await Promise.all(servers)).map(({ port }) => String(port))
  const { stdout } = await start(program, ports, { env: { NODE_EXTRA_CA_CERTS: file } }).ended
  expect(stdout.trim().split('\n')).toEqual([
    '200',
    'certificate ERR_TLS_CERT_ALTNAME_INVALID',
    'certificate CERT_HAS_EXPIRED',
    'certificate UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])
})
