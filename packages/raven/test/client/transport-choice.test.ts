/** Which transport a client takes, with which settings, and what it says of both. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client as NeutralClient } from '../../src/index.ts'
import {
  Client,
  fetchTransport,
  memoryTransport,
  registerTransport,
  type Answer,
  type ClientOptions,
  type Transport,
  type TransportRequest,
  type TransportSettings,
} from '../../src/node.ts'
import { certificate } from '../support/certificate.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const DSN = 'https://public:s3cr3t@localhost:1/1'

afterEach(() => Reflect.deleteProperty(globalThis, Symbol.for('raven.registry')))

function open(dsn: string, options: ClientOptions = {}, Kind = Client) {
  const said: string[] = []
  const diagnostics = (line: string) => void said.push(line)
  const client = new Kind(dsn, { spool: false, diagnostics, ...options })
  onTestFinished(async () => void (await client.close(0)))
  return { client, said }
}

/** The settings a client makes its transport with, and what it said meanwhile. */
function settingsOf(options: ClientOptions, dsn = DSN) {
  let settings: TransportSettings | undefined
  const transport = (given: TransportSettings) => {
    settings = given
    return memoryTransport()
  }
  const { said } = open(dsn, { ...options, transport })
  return { settings, said }
}

class Carrier implements Transport {
  static made: Carrier[] = []
  readonly concurrency = 1
  readonly requests: TransportRequest[] = []
  readonly settings: TransportSettings
  constructor(settings: TransportSettings) {
    this.settings = settings
    Carrier.made.push(this)
  }
  send(request: TransportRequest, done: (answer: Answer) => void): void {
    this.requests.push(request)
    done({ ok: true, status: 200, headers: {} })
  }
  close(): void {}
}

/** As compilers wrote classes that engines did not know yet. */
function compiledCarrier(): typeof Carrier {
  function Compiled(this: object, settings: TransportSettings) {
    Object.assign(this, { concurrency: 1, requests: [], settings })
    Carrier.made.push(this as Carrier) // it has what a Carrier has
  }
  Object.assign(Compiled.prototype, { send: Carrier.prototype.send, close: () => {} })
  return Compiled as unknown as typeof Carrier // a constructor to whoever calls it by `new`
}

describe('a class', () => {
  afterEach(() => void Carrier.made.splice(0))

  test.each([
    ['of today', () => Carrier],
    ['that was compiled to a function', compiledCarrier],
  ])('%s makes a transport, by option and by scheme', async (_, kind) => {
    registerTransport('carrier+https', kind())
    const byOption = open(DSN, { transport: kind(), timeoutMs: 77 })
    const byScheme = open(`carrier+${DSN}`)
    for (const { client } of [byOption, byScheme]) {
      client.captureMessage('carried')
      expect(await client.flush()).toBe(true)
    }
    expect(Carrier.made.map(({ requests }) => requests.length)).toEqual([1, 1])
    expect(Carrier.made[0]?.settings.timeoutMs).toBe(77)
    expect([byOption.said, byScheme.said]).toEqual([[], []])
  })
})

describe('what cannot be had is said, and the usual transport is used', () => {
  test.each([
    [{ transport: 'http' }, 'there is no transport "http" here; the usual one is used'],
    [{ transport: 'spool-only' }, 'there is no transport "spool-only" here; the usual one is used'],
  ])('in a runtime of web standards: %j', (options, line) => {
    expect(open(DSN, options, NeutralClient).said).toEqual([`raven: ${line}`])
  })

  test('a transport that cannot be made', () => {
    const transport = () => {
      throw new Error('no carrier')
    }
    expect(open(DSN, { transport }).said).toEqual([
      'raven: option "transport" failed: no carrier; the usual one is used',
    ])
  })

  test.each(['raven.transport.udp.UDPTransport', 'GeventUDPTransport'])('%s', (transport) => {
    const [line, ...others] = open(DSN, { transport }).said
    expect([line, others]).toEqual([expect.stringContaining('write "threaded" instead'), []])
  })

  test('a DSN over UDP disables the client, and the line names what to write', () => {
    const { client, said } = open('udp://public:s3cr3t@localhost:9001/1')
    expect(client.isEnabled()).toBe(false)
    expect(said).toEqual([expect.stringMatching(/"udp" is gone: use "http" or "https"/)])
    expect(said[0]).not.toContain('s3cr3t')
  })
})

describe('fetch leaves certificates and proxies to the runtime, and says so', () => {
  const line = (what: string) => [`raven: the transport "fetch" leaves ${what} to the runtime`]

  test.each<[string, ClientOptions]>([
    ['by name', { transport: 'fetch' }],
    ['by its function', { transport: fetchTransport }],
  ])('%s', (_, options) => {
    expect(open(DSN, { ...options, verifySsl: false }).said).toEqual(line('verifySsl'))
    expect(open(DSN, options).said).toEqual([])
    vi.stubEnv('HTTPS_PROXY', 'http://me:s3cr3t@proxy.test')
    expect(open(DSN, { ...options, verifySsl: false }).said).toEqual(
      line('verifySsl and the proxy variables'),
    )
  })

  test('where it is the usual one, too', () => {
    expect(open(DSN, { verifySsl: false }, NeutralClient).said).toEqual(line('verifySsl'))
  })
})

describe('certificate authorities', () => {
  const { cert } = certificate('own')
  function paths() {
    const folder = scratchFolder()
    const at = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    mkdirSync(join(folder, 'certs'))
    return {
      good: at('good.pem', cert),
      empty: at('empty.pem', ''),
      large: at('large.pem', cert.padEnd(1024 * 1024 + 1)),
      folder: join(folder, 'certs'),
      missing: join(folder, 'missing.pem'),
    }
  }

  test('are read from a file, or given as text', () => {
    const { good } = paths()
    expect(settingsOf({ caCerts: good }).settings?.caCerts).toBe(cert)
    expect(settingsOf({ caCerts: cert }).settings?.caCerts).toBe(cert.trim())
    expect(settingsOf({}, `${DSN}?ca_certs=${good}`).settings?.caCerts).toBe(cert)
    vi.stubEnv('SENTRY_CA_CERTS', good)
    expect(settingsOf({}).settings?.caCerts).toBe(cert)
  })

  test.each([
    ['folder', 'names a folder; name one file of PEM text'],
    ['missing', 'names a file that cannot be read'],
    ['large', 'names a file that cannot be read'],
    ['empty', 'names a file without certificates'],
  ] as const)('from a %s are none, which is said once, without the path', (kind, trouble) => {
    const path = paths()[kind]
    const byOption = settingsOf({ caCerts: path })
    expect(byOption.settings).not.toHaveProperty('caCerts')
    expect(byOption.said).toEqual([`raven: option "caCerts" ${trouble}; it is ignored`])
    expect(settingsOf({}, `${DSN}?ca_certs=${path}`).said).toEqual([
      `raven: the DSN's option "ca_certs" ${trouble}; it is ignored`,
    ])
  })
})

test('the proxies of the environment are among the settings', () => {
  expect(settingsOf({}).settings).not.toHaveProperty('proxies')
  vi.stubEnv('https_proxy', 'http://proxy.test:3128')
  vi.stubEnv('NO_PROXY', 'localhost')
  expect(settingsOf({}).settings?.proxies).toEqual({
    https: 'http://proxy.test:3128',
    except: 'localhost',
  })
})

describe('what keeps events from arriving until a person acts is said once', () => {
  test('a certificate that is refused', async () => {
    const receiver = await Receiver.start(undefined, { tls: certificate('x', { until: '250102' }) })
    const { client, said } = open(`https://public:s3cr3t@127.0.0.1:${receiver.port}/1`, {
      worker: false,
      caCerts: certificate('other').cert,
    })
    for (let i = 0; i < 2; i++) {
      client.captureMessage('refused')
      expect(await client.flush()).toBe(false)
    }
    expect(said).toEqual([
      expect.stringMatching(
        /^raven: the server's certificate is refused, and events are kept until that changes: .*\((?:CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT)\)$/,
      ),
    ])
    expect(client.stats()).toMatchObject({ captured: 2, spooled: 1, waiting: 1, dropped: {} })
    expect(receiver.received).toEqual([])
  })

  test('a proxy of another kind, whose password is not shown', async () => {
    vi.stubEnv('ALL_PROXY', 'socks5://me:s3cr3t@127.0.0.1:1')
    const { client, said } = open(DSN, { worker: false })
    client.captureMessage('kept')
    expect(await client.flush()).toBe(false)
    expect(said).toEqual([expect.stringMatching(/^raven: a proxy lets nothing through.*socks5/)])
    expect(said[0]).not.toMatch(/s3cr3t|me:/)
    expect(client.stats()).toMatchObject({ spooled: 1, dropped: {} })
  })

  test('a proxy that wants to know who asks', async () => {
    const proxy = await Receiver.start((_, response) => void response.writeHead(407).end())
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`)
    const { client, said } = open('http://public@inbox.test/1', { worker: false })
    client.captureMessage('kept')
    expect(await client.flush()).toBe(false)
    expect(said).toEqual([expect.stringMatching(/^raven: a proxy wants credentials/)])
    expect(client.stats()).toMatchObject({ spooled: 1, dropped: {} })
  })
})
