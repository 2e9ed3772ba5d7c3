/** Through proxies: `CONNECT` for what is secure, the absolute form for what is not. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { blockingTransport } from '../../src/transports/blocking.ts'
import { httpTransport } from '../../src/transports/http.ts'
import { threadedTransport } from '../../src/transports/threaded.ts'
import type {
  Transport,
  TransportFactory,
  TransportSettings,
} from '../../src/transports/transport.ts'
import { post, transportContract } from '../contracts/transport-contract.ts'
import { certificate } from '../support/certificate.ts'
import { bundle, start } from '../support/programs.ts'
import { farSide, type FarSide, type FarSideOptions } from '../support/far-side.ts'

const tls = certificate('own', { hosts: ['inbox.test', '127.0.0.1'] })
/** Nobody but the proxy knows this name. */
const SECURE = { url: 'https://inbox.test/api/1/envelope/' }
const PLAIN = { url: 'http://inbox.test:9000/api/1/envelope/' }

interface Sides {
  readonly far: FarSide
  readonly transport: Transport
}

async function open(
  make: TransportFactory,
  options: FarSideOptions,
  settings: (far: FarSide) => Partial<TransportSettings> = () => ({}),
): Promise<Sides> {
  const far = await farSide(options)
  const proxy = `http://127.0.0.1:${far.proxyPort}`
  const transport = make({
    timeoutMs: 10_000,
    verifySsl: true,
    caCerts: tls.cert,
    proxies: { http: proxy, https: proxy, except: '' },
    ...settings(far),
  })
  onTestFinished(() => transport.close())
  return { far, transport }
}

const all = (url: string, except = '') => ({ proxies: { http: url, https: url, except } })

describe.each<[string, TransportFactory]>([
  ['httpTransport', httpTransport],
  ['threadedTransport', threadedTransport],
  ['blockingTransport', blockingTransport],
])('%s', (_, make) => {
  test('asks for a tunnel to a secure server, once, and keeps it', async () => {
    const { far, transport } = await open(make, { tls })
    for (let i = 0; i < 3; i++)
      expect(await post(transport, SECURE)).toEqual({ ok: true, status: 200, headers: {} })
    const { proxied, requests } = await far.seen()
    expect(proxied.map(({ kind, target }) => [kind, target])).toEqual([
      ['connect', 'inbox.test:443'],
    ])
    expect(Object.keys(proxied[0]?.headers ?? {}).toSorted()).toEqual(['connection', 'host'])
    expect(requests.map(({ path, headers }) => [path, headers.host])).toEqual(
      requests.map(() => ['/api/1/envelope/', 'inbox.test']),
    )
    expect(requests).toHaveLength(3)
  })

  test('gives a plain request to the proxy as a whole', async () => {
    const { far, transport } = await open(make, {})
    expect(await post(transport, PLAIN)).toMatchObject({ ok: true, status: 200 })
    const { proxied, requests } = await far.seen()
    expect(proxied.map(({ kind, target }) => [kind, target])).toEqual([['absolute', PLAIN.url]])
    expect(requests[0]?.headers.host).toBe('inbox.test:9000')
  })

  test('checks the certificate of the server, not of the way', async () => {
    const { far, transport } = await open(make, { tls })
    const answer = await post(transport, { url: 'https://elsewhere.test/' })
    expect(answer).toMatchObject({
      fault: 'certificate',
      error: expect.stringContaining('ALTNAME'),
    })
    expect((await far.seen()).requests).toEqual([])
  })

  test('leaves the proxy aside where NO_PROXY says so', async () => {
    const { far, transport } = await open(make, { tls }, ({ proxyPort }) =>
      all(`http://127.0.0.1:${proxyPort}`, 'elsewhere.test,127.0.0.0/8'),
    )
    const answer = await post(transport, { url: `https://127.0.0.1:${far.port}/` })
    expect(answer).toMatchObject({ ok: true })
    expect((await far.seen()).proxied).toEqual([])
  })

  test.each([SECURE, PLAIN])('says who asks: %j', async (target) => {
    const proxy = { credentials: 'me@home:p:ss/wörd' }
    const { far, transport } = await open(
      make,
      target === SECURE ? { tls, proxy } : { proxy },
      ({ proxyPort }) => all(`http://me%40home:p%3Ass%2Fw%C3%B6rd@127.0.0.1:${proxyPort}`),
    )
    expect(await post(transport, target)).toMatchObject({ ok: true, status: 200 })
    expect((await far.seen()).requests[0]?.headers).not.toHaveProperty('proxy-authorization')
  })
})

describe('a proxy', () => {
  test('that wants other credentials is a fault, and none of them is told', async () => {
    const { far, transport } = await open(
      httpTransport,
      { tls, proxy: { credentials: 'a:b' } },
      ({ proxyPort }) => all(`http://me:s3cr3t@127.0.0.1:${proxyPort}`),
    )
    expect(await post(transport, SECURE)).toEqual({
      ok: false,
      error: 'the proxy refused the way to the server: HTTP 407',
      fault: 'proxy',
    })
    expect(await post(transport, PLAIN)).toMatchObject({ ok: true, status: 407 })
    expect((await far.seen()).requests).toEqual([])
  })

  test('that does not allow the server is a fault, one in trouble is not', async () => {
    const answers = [403, 503].map(async (status) => {
      const { transport } = await open(httpTransport, { tls, proxy: { status } })
      return post(transport, SECURE)
    })
    expect(await Promise.all(answers)).toEqual([
      { ok: false, error: expect.stringContaining('403'), fault: 'proxy' },
      { ok: false, error: expect.stringContaining('503') },
    ])
  })

  test('that does not answer is given up', async () => {
    const { transport } = await open(httpTransport, { tls, proxy: { hang: true } }, (far) => ({
      ...all(`http://127.0.0.1:${far.proxyPort}`),
      timeoutMs: 150,
    }))
    expect(await post(transport, SECURE)).toEqual({
      ok: false,
      error: expect.stringContaining('no answer within 150 ms'),
    })
  })

  test('that is gone is told in words', async () => {
    const { far, transport } = await open(httpTransport, { tls })
    await far.die()
    expect(await post(transport, SECURE)).toEqual({
      ok: false,
      error: expect.stringMatching(/^the proxy: .*ECONNREFUSED/),
    })
  })

  test('that does not answer keeps no process alive', async () => {
    const far = await farSide({ proxy: { hang: true } })
    const file = await bundle(`
      import { httpTransport } from '../src/transports/http.ts'
      const proxies = { https: process.argv[2], except: '' }
      const transport = httpTransport({ timeoutMs: 60_000, verifySsl: true, proxies })
      const request = { url: 'https://inbox.test/', headers: {}, body: new Uint8Array(1) }
      transport.send(request, () => console.log('answered'))
      process.stdin.resume()`)
    const { child, ended } = start(file, [`http://127.0.0.1:${far.proxyPort}`])
    await expect.poll(async () => (await far.seen()).proxied.length, { timeout: 30_000 }).toBe(1)
    child.stdin.end()
    expect(await ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
  })

  test('of another kind is not gone around', async () => {
    const { far, transport } = await open(httpTransport, { tls }, () => all('socks5://127.0.0.1:1'))
    const answer = await post(transport, { url: `https://127.0.0.1:${far.port}/` })
    expect(answer).toMatchObject({ fault: 'proxy', error: expect.stringContaining('socks5') })
    expect((await far.seen()).requests).toEqual([])
  })

  test.each([SECURE, PLAIN])('that speaks TLS itself is asked by TLS: %j', async (target) => {
    const proxy = { tls: certificate('proxy', { by: tls, hosts: ['localhost'] }) }
    const { far, transport } = await open(
      threadedTransport,
      target === SECURE ? { tls, proxy } : { proxy },
      ({ proxyPort }) => all(`https://localhost:${proxyPort}`),
    )
    expect(await post(transport, target)).toMatchObject({ ok: true, status: 200 })
    expect((await far.seen()).proxied).toHaveLength(1)
  })

  test('and a server at IPv6 addresses are found', async ({ skip }) => {
    const made = open(httpTransport, { tls, proxy: { host: '::1' } }, ({ proxyPort }) => ({
      ...all(`http://[::1]:${proxyPort}`),
      verifySsl: false,
    }))
    const { far, transport } = await made.catch(() => skip('this machine has no IPv6 loopback'))
    expect(await post(transport, { url: 'https://[2001:db8::1]:8443/' })).toMatchObject({
      ok: true,
    })
    expect((await far.seen()).proxied[0]?.target).toBe('[2001:db8::1]:8443')
  })
})

transportContract('threadedTransport through a tunnel', async () => {
  const far = await farSide({ tls })
  const proxy = `http://127.0.0.1:${far.proxyPort}`
  return {
    make: (settings) => threadedTransport({ ...settings, caCerts: tls.cert, ...all(proxy) }),
    url: SECURE.url,
    bodies: async () => (await far.seen()).requests.map(({ body }) => Buffer.from(body, 'base64')),
    answerWith: (status, headers) => far.answerWith(status, headers),
    die: () => far.die(),
  }
})
