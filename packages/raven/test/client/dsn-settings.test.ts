import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, memoryTransport, registerTransport, type TransportSettings } from 'raven-ts/node'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { dsnSettings } from '../../src/client/dsn-settings.ts'
import { scratchFolder } from '../support/scratch.ts'

afterEach(() => Reflect.deleteProperty(globalThis, Symbol.for('raven.registry')))

function settingsFor(dsn: string): { settings: TransportSettings | undefined; said: string[] } {
  const said: string[] = []
  let settings: TransportSettings | undefined
  const transport = (given: TransportSettings) => {
    settings = given
    return memoryTransport()
  }
  const client = new Client(dsn, {
    transport,
    spool: false,
    timeoutMs: 1_234,
    diagnostics: (line) => said.push(line),
  })
  onTestFinished(async () => void (await client.close(0)))
  return { settings, said }
}

test('what a DSN says about its server wins, its timeout in seconds', () => {
  const file = join(scratchFolder(), 'ca.pem')
  const pem = '-----BEGIN CERTIFICATE-----\n'
  writeFileSync(file, pem)
  const { settings, said } = settingsFor(`https://k@h/1?timeout=2.5&verify_ssl=0&ca_certs=${file}`)
  expect(settings).toEqual({ timeoutMs: 2_500, verifySsl: false, caCerts: pem })
  expect(said).toEqual([])
  expect(settingsFor('https://k@h/1').settings).toEqual({ timeoutMs: 1_234, verifySsl: true })
})

test.each([
  ['timeout', '0'],
  ['timeout', '-1'],
  ['timeout', 'soon'],
  ['timeout', '1e300'],
  ['verify_ssl', '2'],
  ['verify_ssl', 'toString'],
  ['bogus', 's3cr3t'],
  ['__proto__', 'x'],
])('the DSN option %s=%s is said and ignored, without its value', (name, text) => {
  const said: string[] = []
  const options = Object.fromEntries([[name, text]])
  const say = (_topic: string, line: string) => said.push(line)
  expect(dsnSettings(options, { files: { readText: () => undefined }, say })).toEqual({})
  expect(said).toEqual([`the DSN's option "${name}" cannot be used; it is ignored`])
})

test.each([
  ['sync+http', 'blocking'],
  ['threaded+https', 'threaded'],
  ['requests+http', 'http'],
  ['threaded+requests+https', 'threaded'],
  ['gevent+http', 'http'],
  ['aiohttp+https', 'fetch'],
])('the old scheme %s still chooses, and says what to write', (scheme, kind) => {
  const said: string[] = []
  const options = { spool: false, diagnostics: (line: string) => said.push(line) }
  const client = new Client(`${scheme}://k@h/1`, options)
  onTestFinished(async () => void (await client.close(0)))
  expect(client.isEnabled()).toBe(true)
  expect(said).toEqual([
    `raven: the DSN scheme "${scheme}" is deprecated; use the option transport: '${kind}' instead`,
  ])
})

test('a registered scheme is nobody’s business, an unknown one is said', async () => {
  const transport = memoryTransport()
  registerTransport('carrier+http', () => transport)
  const said: string[] = []
  const options = { spool: false, diagnostics: (line: string) => said.push(line) }
  const known = new Client('carrier+http://k@h/1', options)
  known.captureMessage('by carrier')
  expect(await known.close()).toBe(true)
  expect([transport.requests.length, said]).toEqual([1, []])
  await new Client('pigeon+http://k@h/1', options).close(0)
  expect(said).toEqual([
    'raven: no transport is registered for the DSN scheme "pigeon+http"; the usual one is used',
  ])
})
