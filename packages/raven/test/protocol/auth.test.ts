import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AUTH_DETAIL, ProtocolError, authHeader, authQuery, parseAuth } from 'raven-ts/protocol'
import type { AuthSources } from 'raven-ts/protocol'

const KEY = '49d0f7386ad645858ae85020e393bef3'

describe('writing credentials', () => {
  test('keeps the order of fields that old servers know', () => {
    expect(
      authHeader({
        timestamp: 1328055286.51,
        client: 'raven-python/5.4.2',
        version: 6,
        publicKey: 'public',
        secretKey: 'secret',
      }),
    ).toBe(
      'Sentry sentry_timestamp=1328055286.51, sentry_client=raven-python/5.4.2, ' +
        'sentry_version=6, sentry_key=public, sentry_secret=secret',
    )
  })

  test('leaves out what is not given', () => {
    expect(authHeader({ client: 'raven-ts/1', version: 7, publicKey: 'k' })).toBe(
      'Sentry sentry_client=raven-ts/1, sentry_version=7, sentry_key=k',
    )
  })

  test('cannot be split by the name of a client', () => {
    const header = authHeader({ client: 'a, sentry_key=evil\r\nX: é', version: 7, publicKey: 'k' })
    expect(header).toMatch(/^[ -~]+$/)
    expect(parseAuth({ header })).toMatchObject({ publicKey: 'k' })
  })

  test('never puts the secret into a query', () => {
    const query = authQuery({
      version: 7,
      publicKey: KEY,
      client: 'raven.javascript/4.0.0',
      secretKey: 'hush',
    })
    expect(query).toBe(`sentry_version=7&sentry_key=${KEY}&sentry_client=raven.javascript%2F4.0.0`)
  })
})

describe('reading credentials', () => {
  const full = { publicKey: KEY, client: 'a/1', version: 7 }
  test.each<[string, AuthSources, object]>([
    ['header', { header: `Sentry sentry_version=7, sentry_client=a/1, sentry_key=${KEY}` }, full],
    [
      'header in any case, order and spacing',
      { header: `  sEnTrY   sentry_key=${KEY},sentry_client=a/1 ,, x=y ` },
      full,
    ],
    [
      'authorization',
      { authorization: `Sentry sentry_key=${KEY}, sentry_version=5` },
      { publicKey: KEY, version: 5 },
    ],
    ['basic', { authorization: `Basic ${btoa(`${KEY}:`)}` }, { publicKey: KEY, version: 7 }],
    [
      'basic with secret',
      { authorization: `basic ${btoa('k:s:t')}` },
      { publicKey: 'k', secretKey: 's', version: 7 },
    ],
    ['query', { query: new URLSearchParams(authQuery(full)) }, full],
    ['path', { pathKey: KEY }, { publicKey: KEY, version: 7 }],
    ['dsn', { dsn: `https://${KEY}@h/1` }, { publicKey: KEY, version: 7 }],
    [
      'a foreign scheme beside',
      { authorization: 'Bearer x', header: `Sentry sentry_key=${KEY}` },
      { publicKey: KEY, version: 7 },
    ],
    [
      'the same dsn beside',
      { dsn: `https://${KEY}@h/1`, header: `Sentry sentry_key=${KEY}` },
      { publicKey: KEY, version: 7 },
    ],
    [
      'data in the query beside',
      { query: new URLSearchParams('sentry_data=x&sentry_release=1'), pathKey: KEY },
      { publicKey: KEY, version: 7 },
    ],
    [
      'an old version',
      { header: `Sentry sentry_version=2.0, sentry_key=${KEY}` },
      { publicKey: KEY, version: 2 },
    ],
    [
      'the first of two keys',
      { header: 'Sentry sentry_key=a, sentry_key=b' },
      { publicKey: 'a', version: 7 },
    ],
    [
      'an obsolete timestamp',
      { header: `Sentry sentry_timestamp=1e999, sentry_key=${KEY}, sentry_secret=` },
      { publicKey: KEY, version: 7 },
    ],
  ])('finds them in %s', (_, sources, auth) => {
    expect(parseAuth(sources)).toEqual(auth)
  })

  const header = `Sentry sentry_key=${KEY}`
  test.each<[string, AuthSources, string, string]>([
    [
      'two kinds',
      { header, query: new URLSearchParams({ sentry_key: KEY }) },
      'bad_auth',
      AUTH_DETAIL.multiple,
    ],
    ['two headers', { header, authorization: header }, 'bad_auth', AUTH_DETAIL.multiple],
    ['none', {}, 'bad_auth', AUTH_DETAIL.missing],
    ['only a foreign scheme', { authorization: 'Bearer x' }, 'bad_auth', AUTH_DETAIL.missing],
    ['no key', { header: 'Sentry sentry_version=7' }, 'bad_auth', AUTH_DETAIL.missing],
    [
      'an empty key',
      { query: new URLSearchParams('sentry_key=') },
      'bad_auth',
      AUTH_DETAIL.missing,
    ],
    ['a key with a line break', { pathKey: 'a\nb' }, 'bad_auth', AUTH_DETAIL.missing],
    ['an endless key', { pathKey: 'a'.repeat(201) }, 'bad_auth', AUTH_DETAIL.missing],
    [
      'an endless header',
      { header: `Sentry sentry_key=${KEY}, ${'x=y,'.repeat(5000)}` },
      'bad_auth',
      AUTH_DETAIL.missing,
    ],
    ['basic that is no base64', { authorization: 'Basic %%%' }, 'bad_auth', AUTH_DETAIL.missing],
    ['version 8', { header: `${header}, sentry_version=8` }, 'bad_auth', AUTH_DETAIL.version],
    [
      'a version in words',
      { header: `${header}, sentry_version=seven` },
      'bad_auth',
      AUTH_DETAIL.version,
    ],
    [
      'a negative version',
      { header: `${header}, sentry_version=-1` },
      'bad_auth',
      AUTH_DETAIL.version,
    ],
    [
      'another dsn',
      { header, dsn: 'https://other@h/1' },
      'bad_header',
      'the dsn of the envelope disagrees with the request',
    ],
    [
      'a broken dsn',
      { dsn: 'https://h/1' },
      'bad_header',
      'the dsn of the envelope cannot be read',
    ],
  ])('refuses %s', (_, sources, code, detail) => {
    expect(() => parseAuth(sources)).toThrow(expect.objectContaining({ code, message: detail }))
  })

  test('throws nothing but a ProtocolError, however wild the header', () => {
    const words = fc.constantFrom(
      'Sentry ',
      'Basic ',
      'sentry_key',
      '=',
      ',',
      ' ',
      'a',
      '7',
      'sentry_version',
    )
    const wild = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(wild, wild, wild, (header, authorization, dsn) => {
        try {
          expect(parseAuth({ header, authorization, dsn }).publicKey).not.toBe('')
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }),
    )
  })
})
