/** How a client is told what to do, and what it tells of that. */

import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'

const SECRET = 'hushhush'
const DSN = `http://public:${SECRET}@localhost:9/team/7`

/** A client made with nowhere to write to, and what it said. */
function made(make: (quiet: ClientOptions) => Client): { client: Client; said: string[] } {
  const said: string[] = []
  return { client: make({ spool: false, diagnostics: (line) => void said.push(line) }), said }
}

test.each<[string, (quiet: ClientOptions) => Client]>([
  ['new Client(dsn, options)', (quiet) => new Client(DSN, quiet)],
  ['new Client(options)', (quiet) => new Client({ ...quiet, dsn: DSN })],
  ['the DSN before the options', (quiet) => new Client(DSN, { ...quiet, dsn: 'http://k@other/1' })],
  ['undefined before the environment', (quiet) => new Client(undefined, quiet)],
])('%s', (_, make) => {
  vi.stubEnv('SENTRY_DSN', DSN)
  const { client, said } = made(make)
  expect(client.remote).toMatchObject({ baseUrl: 'http://localhost:9/team', project: '7' })
  expect(client.isEnabled()).toBe(true)
  expect(said).toEqual([])
})

test('parts of the DSN give way to options', () => {
  const { client } = made((quiet) => new Client(DSN, { ...quiet, project: '8', publicKey: 'mine' }))
  expect(client.getPublicDsn('http')).toBe('http://mine@localhost:9/team/8')
})

test.each([null, '', '  '])('a DSN of %j disables, whatever the environment says', (dsn) => {
  vi.stubEnv('SENTRY_DSN', DSN)
  const { client, said } = made((quiet) => new Client(dsn, quiet))
  expect(client.isEnabled()).toBe(false)
  expect(client.remote.isActive()).toBe(false)
  expect(client.captureMessage('nowhere')).toMatch(/^[0-9a-f]{32}$/)
  expect(said).toEqual([])
})

test.each<unknown>([7, [], true, Symbol('s'), () => {}, Proxy.revocable({}, {}).proxy])(
  'anything else in place of DSN or options never throws (%#)',
  (odd) => {
    const { client } = made((quiet) => new Client(odd as string, quiet))
    expect(client.captureMessage('m')).toMatch(/^[0-9a-f]{32}$/)
    expect(() => new Client(null, odd as ClientOptions)).not.toThrow()
  },
)

describe('what is wrong', () => {
  const wrong: readonly [object, string][] = [
    [{ timeoutMs: 'soon' }, 'option "timeoutMs" must be a number from 0 to 2147483647'],
    [{ tagz: {} }, 'there is no option "tagz"; did you mean "tags"?'],
    [{ dsn: 'localhost:9000' }, 'The DSN has no scheme'],
    [{ dsn: `udp://public:${SECRET}@h/1` }, 'The DSN scheme "udp" is gone'],
  ]
  test.each(wrong)('%j is said once and costs nothing', (options, line) => {
    const { client, said } = made((quiet) => new Client({ dsn: DSN, ...quiet, ...options }))
    client.captureMessage('m')
    client.captureMessage('n')
    const about = said.filter((one) => one.includes(line))
    expect(about).toHaveLength(1)
    expect(said.join()).not.toContain(SECRET)
  })

  test('of the DSN alone is thrown, for those who ask for it, without the secret', () => {
    const dsn = `http://public:${SECRET}@localhost`
    const make = () => made((quiet) => new Client(dsn, { ...quiet, raiseSendErrors: true }))
    expect(make).toThrow(expect.objectContaining({ code: 'invalid_dsn' }))
    expect(make).not.toThrow(SECRET)
  })
})

test('the secret is in nothing that can be printed', () => {
  const { client } = made((quiet) => new Client(DSN, { ...quiet, secretKey: SECRET }))
  for (const value of [client, client.remote, client.context]) {
    expect(inspect(value, { showHidden: true, depth: 10 })).not.toContain(SECRET)
    expect(JSON.stringify(value)).not.toContain(SECRET)
  }
  expect(String(client.remote)).toBe('http://public@localhost:9/team/7')
  expect(`${client.getPublicDsn()}${client.getPublicDsn('https')}`).not.toContain(SECRET)
})

test('another DSN is taken from then on; one that cannot be used disables, and is said', () => {
  const { client, said } = made((quiet) => new Client(DSN, quiet))
  client.setDsn(' https://other@example.test/9 ')
  expect(String(client.remote)).toBe('https://other@example.test/9')
  client.setDsn(`nonsense ${SECRET}`)
  expect(client.isEnabled()).toBe(false)
  expect(said).toHaveLength(1)
  expect(said.join()).not.toContain(SECRET)
  client.setDsn(null)
  client.setDsn(DSN)
  expect(client.isEnabled()).toBe(true)
})
