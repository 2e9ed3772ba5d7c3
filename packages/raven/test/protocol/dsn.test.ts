import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  InvalidDsn,
  dsnWithoutSecret,
  envelopeEndpoint,
  parseDsn,
  publicDsn,
  storeEndpoint,
} from 'raven-ts/protocol'

describe('a good DSN', () => {
  test.each([
    ['http://foo:bar@sentry.local/1', 'http://sentry.local', '1', '//foo@sentry.local/1'],
    [
      'https://foo:bar@sentry.local:9000/app/1',
      'https://sentry.local:9000/app',
      '1',
      '//foo@sentry.local:9000/app/1',
    ],
    [
      'https://p:s@H.Example:8443/pa/th/2?timeout=5&verify_ssl=0&x=',
      'https://h.example:8443/pa/th',
      '2',
      '//p@h.example:8443/pa/th/2',
    ],
    ['sync+http://p:s@h/1', 'http://h', '1', '//p@h/1'],
    ['threaded+requests+http://p:s@h/1', 'http://h', '1', '//p@h/1'],
    ['  http://p@h/1\n', 'http://h', '1', '//p@h/1'],
    ['http://p@h:80/1', 'http://h', '1', '//p@h/1'],
    ['https://p@h:443/1', 'https://h', '1', '//p@h/1'],
    ['https://p@h:80/1', 'https://h:80', '1', '//p@h:80/1'],
    ['http://p@h:0/1', 'http://h', '1', '//p@h/1'],
    ['http://p@h:/1', 'http://h', '1', '//p@h/1'],
    ['http://p:s@h/a//1', 'http://h/a', '1', '//p@h/a/1'],
    ['http://p@[::1]:9000/1', 'http://[::1]:9000', '1', '//p@[::1]:9000/1'],
    ['HTTPS://p@h/my-project', 'https://h', 'my-project', '//p@h/my-project'],
    ['http://p@h/%C3%BC', 'http://h', 'ü', '//p@h/%C3%BC'],
    ['http://p@h/100%', 'http://h', '100%', '//p@h/100%25'],
  ])('%s has base %s, project %s and public form %s', (text, baseUrl, project, shown) => {
    const dsn = parseDsn(text)
    expect(dsn).toMatchObject({ baseUrl, project })
    expect(publicDsn(dsn)).toBe(shown)
    expect(publicDsn(dsn, 'https')).toBe(`https:${shown}`)
    expect(storeEndpoint(dsn)).toBe(`${baseUrl}/api/${encodeURIComponent(project)}/store/`)
    expect(envelopeEndpoint(dsn)).toBe(`${baseUrl}/api/${encodeURIComponent(project)}/envelope/`)
  })

  test('keeps its parts apart', () => {
    expect(parseDsn('requests+https://p:s@H.Example:8443/pa/th/2?timeout=1&timeout=5&x=')).toEqual({
      protocol: 'https',
      scheme: 'requests+https',
      publicKey: 'p',
      secretKey: 's',
      host: 'h.example',
      port: 8443,
      path: 'pa/th',
      project: '2',
      baseUrl: 'https://h.example:8443/pa/th',
      options: { timeout: '5' },
    })
  })

  test('needs no secret, and percent-decodes both keys', () => {
    expect(parseDsn('http://p@h/1')).not.toHaveProperty('secretKey')
    expect(parseDsn('http://a%40b:c%2Fd@h/1')).toMatchObject({ publicKey: 'a@b', secretKey: 'c/d' })
  })

  test('shows everything but secret and options', () => {
    const dsn = parseDsn('sync+https://pub:hush@h:81/x/1?token=hush')
    expect(dsnWithoutSecret(dsn)).toBe('sync+https://pub@h:81/x/1')
  })

  test('cannot poison objects through its options', () => {
    const { options } = parseDsn('http://p@h/1?__proto__=x&constructor=y')
    expect(Object.keys(options)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(options)).toBe(Object.prototype)
  })
})

describe('a bad DSN', () => {
  test.each([
    ['', /empty/],
    ['  ', /empty/],
    ['ftp://foo:hush@sentry.local/1', /"ftp" is not supported/],
    ['udp://foo:hush@sentry.local/1', /"udp" is gone: use "http"/],
    ['requests+udp://foo:hush@sentry.local/1', /"udp" is gone/],
    ['http+x://foo:hush@sentry.local/1', /not supported/],
    ['https://foo:hush@/1', /host/],
    ['https://:hush@example.com', /public key|project/],
    ['https://:hush@example.com/1', /public key/],
    ['https://foo@example.com/', /project/],
    ['https://foo@example.com', /project/],
    ['https://foo:hush@example.com/1/', /project/],
    ['https://example.com/1', /public key/],
    ['foo:hush@example.com/1', /scheme/],
    ['http:/foo:hush@example.com/1', /scheme/],
    ['http:///foo:hush@example.com/1', /scheme/],
    ['http://foo:hush@example.com:99999/1', /port/],
    ['http://foo:hu/sh@example.com/1', /port/],
    ['http://foo:hu\nsh@example.com/1', /blank/],
    ['http://foo:hu\\sh@example.com/1', /backslash/],
    ['http://foo:hush@exam ple.com/1', /blank/],
    ['http://fo%0D%0Ao:hush@example.com/1', /public key .*header/],
    ['http://fo,o:hush@example.com/1', /public key .*header/],
    ['http://foo:hush%00@example.com/1', /secret key .*header/],
    [`http://foo:hush@h/${'1'.repeat(5000)}`, /longer/],
  ])('%j is refused without showing its secret', (text, reason) => {
    const error = thrownBy(() => parseDsn(text))
    expect(error).toBeInstanceOf(InvalidDsn)
    expect(error).toMatchObject({ code: 'invalid_dsn', message: expect.stringMatching(reason) })
    expect(String(error)).not.toMatch(/hush|hu.?sh@/)
    expect(error).not.toHaveProperty('cause')
  })

  test('is never anything but an InvalidDsn, however wild', () => {
    const wild = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }).map((rest) => `https://${rest}`),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
    )
    fc.assert(
      fc.property(wild, (text) => {
        const error = thrownBy(() => parseDsn(text))
        return error === undefined || error instanceof InvalidDsn
      }),
    )
  })
})

test('parsing what dsnWithoutSecret shows gives the same DSN, less the secret', () => {
  const word = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,10}$/)
  const part = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => !/^\.{1,2}$/.test(text))
  fc.assert(
    fc.property(
      word,
      fc.array(word),
      part,
      fc.integer({ min: 1, max: 65535 }),
      (key, path, project, port) => {
        const prefix = path.map((segment) => `/${segment}`).join('')
        const dsn = parseDsn(`https://${key}:s@h:${port}${prefix}/${encodeURIComponent(project)}`)
        const { secretKey, ...others } = dsn
        expect(secretKey).toBe('s')
        expect(dsn.project).toBe(project)
        expect(parseDsn(dsnWithoutSecret(dsn))).toEqual(others)
      },
    ),
  )
})

function thrownBy(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error
  }
}
