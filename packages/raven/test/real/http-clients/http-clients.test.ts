/** HTTP clients that programs have already, as transports. */

import axios from 'axios'
import { got } from 'got'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Agent as SecureAgent } from 'node:https'
import { Agent, ProxyAgent, request } from 'undici'
import { customTransport, type CustomSend } from '../../../src/transports/custom.ts'
import type { Transport, TransportFactory } from '../../../src/transports/transport.ts'
import { Client } from '../../../src/node.ts'
import { post, transportContract } from '../../contracts/transport-contract.ts'
import { certificate } from '../../support/certificate.ts'
import { farSide } from '../../support/far-side.ts'
import { hang, Receiver } from '../../support/receiver.ts'

const authority = certificate('a private authority')
const ca = authority.cert

/** As `docs/transports.md` has them, and once more with an authority of their own. */
const CLIENTS: readonly [string, CustomSend, CustomSend][] = [
  [
    'axios',
    ({ url, headers, body, signal }) => axios.post(url, body, { headers, signal, maxRedirects: 0 }),
    ({ url, headers, body, signal }) =>
      axios.post(url, body, {
        headers,
        signal,
        maxRedirects: 0,
        httpsAgent: new SecureAgent({ ca }),
      }),
  ],
  [
    'got',
    ({ url, headers, body, signal }) =>
      got.post(url, { headers, body, signal, retry: { limit: 0 }, followRedirect: false }),
    ({ url, headers, body, signal }) =>
      got.post(url, {
        headers,
        body,
        signal,
        retry: { limit: 0 },
        followRedirect: false,
        https: { certificateAuthority: ca },
      }),
  ],
  ['undici', byUndici(), byUndici(new Agent({ connect: { ca } }))],
]

function byUndici(dispatcher?: Agent | ProxyAgent): CustomSend {
  return async ({ url, headers, body, signal }) => {
    const answer = await request(url, {
      method: 'POST',
      headers,
      body,
      signal,
      ...(dispatcher ? { dispatcher } : {}),
    })
    await answer.body.dump()
    return answer
  }
}

function open(make: TransportFactory, timeoutMs = 10_000): Transport {
  return make({ timeoutMs, verifySsl: true })
}

for (const [name, send] of CLIENTS) {
  transportContract(`customTransport by ${name}`, async () => {
    const receiver = await Receiver.start()
    return {
      make: customTransport(send),
      mendsHeaders: name === 'axios',
      url: `http://127.0.0.1:${receiver.port}/api/1/envelope/`,
      bodies: () => receiver.received.map(({ body }) => body),
      answerWith: (status, headers = {}) => {
        receiver.respond = (_, response) => void response.writeHead(status, headers).end('said')
      },
      die: () => receiver.stop(),
    }
  })
}

describe.each(CLIENTS)('%s', (_, send, trusting) => {
  test('delivers the events of a client', async () => {
    const receiver = await Receiver.start()
    const client = new Client(receiver.dsn, { transport: customTransport(send), spool: false })
    onTestFinished(async () => void (await client.close(0)))
    const id = client.captureMessage('by a client of our own')
    expect(await client.flush(10_000)).toBe(true)
    expect(receiver.ids).toEqual([id])
    expect(await client.delivered(id)).toEqual({ outcome: 'sent', status: 200 })
  })

  test('is given up when nobody answers', async () => {
    const receiver = await Receiver.start(hang)
    const answer = await post(open(customTransport(send), 100), {
      url: `http://127.0.0.1:${receiver.port}/`,
    })
    expect(answer).toEqual({ ok: false, error: 'no answer within 100 ms' })
  })

  test.each([
    ['for another host', { hosts: ['elsewhere.test'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', { until: '250102' }, 'CERT_HAS_EXPIRED'],
  ])('names what is wrong with a certificate %s', async (_title, options, code) => {
    const far = await farSide({ tls: certificate('x', { by: authority, ...options }) })
    const url = `https://127.0.0.1:${far.port}/`
    expect(await post(open(customTransport(trusting)), { url })).toEqual({
      ok: false,
      error: expect.stringContaining(code),
      fault: 'certificate',
    })
    expect((await far.seen()).requests).toEqual([])
  })

  test('trusts whom it was told to trust', async () => {
    const far = await farSide({ tls: certificate('x', { by: authority }) })
    const url = `https://127.0.0.1:${far.port}/`
    expect(await post(open(customTransport(trusting)), { url })).toMatchObject({ status: 200 })
    expect(await post(open(customTransport(send)), { url })).toMatchObject({ fault: 'certificate' })
  })
})

test('undici brings its own way through a proxy', async () => {
  const far = await farSide({ tls: certificate('x', { by: authority, hosts: ['inbox.test'] }) })
  const uri = `http://127.0.0.1:${far.proxyPort}`
  const dispatcher = new ProxyAgent({ uri, requestTls: { ca } })
  const answer = await post(open(customTransport(byUndici(dispatcher))), {
    url: 'https://inbox.test/',
  })
  expect(answer).toMatchObject({ ok: true, status: 200 })
  expect((await far.seen()).proxied.map(({ target }) => target)).toEqual(['inbox.test:443'])
})
