import { describe, expect, test } from 'vitest'
import { isExempt, proxyFor } from '../../src/transports/proxy-choice.ts'
import { readProxies } from '../../src/transports/proxy-variables.ts'

describe('NO_PROXY', () => {
  test.each<[string, string, boolean]>([
    ['*', 'http://anything.test', true],
    ['', 'http://anything.test', false],
    ['inbox.test', 'http://inbox.test', true],
    ['INBOX.test', 'http://Inbox.TEST', true],
    ['inbox.test', 'http://eu.inbox.test', true],
    ['inbox.test', 'http://notinbox.test', false],
    ['.inbox.test', 'http://eu.inbox.test', true],
    ['.inbox.test', 'http://inbox.test', true],
    ['*.inbox.test', 'http://eu.inbox.test', true],
    ['eu.inbox.test', 'http://inbox.test', false],
    ['a.test, inbox.test', 'http://inbox.test', true],
    ['a.test inbox.test', 'http://inbox.test', true],
    ['inbox.test:9000', 'http://inbox.test:9000', true],
    ['inbox.test:9000', 'http://inbox.test:9001', false],
    ['inbox.test:80', 'http://inbox.test', true],
    ['inbox.test:443', 'https://inbox.test', true],
    ['.inbox.test:443', 'https://eu.inbox.test', true],
    ['10.0.0.1', 'http://10.0.0.1', true],
    ['10.0.0.1', 'http://10.0.0.12', false],
    ['0.0.1', 'http://10.0.0.1', false],
    ['10.0.0.1:80', 'http://10.0.0.1:81', false],
    ['10.0.0.0/8', 'http://10.255.0.1', true],
    ['10.0.0.0/8', 'http://11.0.0.1', false],
    ['10.0.0.1/33', 'http://10.0.0.1', false],
    ['10.0.0.1/', 'http://10.0.0.1', false],
    ['10.0.0.1/x', 'http://10.0.0.1', false],
    ['10.0.0.0/8', 'http://ten.test', false],
    ['0.0.0.0/0', 'http://10.0.0.1', true],
    ['::1', 'http://[::1]', true],
    ['[::1]', 'http://[::1]', true],
    ['[::1]:9000', 'http://[::1]:9000', true],
    ['[::1]:9000', 'http://[::1]:9001', false],
    ['0:0:0:0:0:0:0:1', 'http://[::1]', true],
    ['fd00::/8', 'http://[fd12::1]', true],
    ['fd00::/8', 'http://[fe80::1]', false],
    ['fd00::/8', 'http://10.0.0.1', false],
    ['., ,*.', 'http://inbox.test', false],
    ['localhost', 'http://localhost:9000', true],
  ])('%j and %s: %j', (list, url, exempt) => {
    expect(isExempt(new URL(url), list)).toBe(exempt)
  })
})

describe('the environment', () => {
  const read = (env: Record<string, string>) => readProxies((name) => env[name])

  test.each<[string, Record<string, string>, unknown]>([
    ['nothing', {}, undefined],
    ['only exceptions', { NO_PROXY: '*' }, undefined],
    [
      'one for each',
      { HTTP_PROXY: 'a', HTTPS_PROXY: 'b', NO_PROXY: 'c' },
      { http: 'a', https: 'b', except: 'c' },
    ],
    ['one for all', { ALL_PROXY: 'a' }, { http: 'a', https: 'a', except: '' }],
    [
      'one for all but one',
      { ALL_PROXY: 'a', https_proxy: 'b' },
      { http: 'a', https: 'b', except: '' },
    ],
    ['none for one', { ALL_PROXY: 'a', http_proxy: '' }, { https: 'a', except: '' }],
    [
      'both spellings',
      { HTTPS_PROXY: 'A', https_proxy: 'a', NO_PROXY: 'B', no_proxy: 'b' },
      { https: 'a', except: 'b' },
    ],
    ['blanks', { HTTP_PROXY: ' a ' }, { http: 'a', except: '' }],
    ['a CGI program', { HTTP_PROXY: 'evil', REQUEST_METHOD: 'GET' }, undefined],
    [
      'a CGI program that says so',
      { http_proxy: 'a', REQUEST_METHOD: 'GET' },
      { http: 'a', except: '' },
    ],
  ])('of %s', (_, env, proxies) => {
    expect(read(env)).toEqual(proxies)
  })
})

describe('the proxy for a URL', () => {
  const proxies = { http: 'proxy.test:3128', https: 'https://u:p@proxy.test', except: 'inbox.test' }

  test('goes by what is spoken to the server, and needs no scheme', () => {
    expect(proxyFor(new URL('http://a.test'), proxies)?.href).toBe('http://proxy.test:3128/')
    expect(proxyFor(new URL('https://a.test'), proxies)?.href).toBe('https://u:p@proxy.test/')
    expect(proxyFor(new URL('https://inbox.test'), proxies)).toBeUndefined()
    expect(proxyFor(new URL('https://a.test'), { http: 'a', except: '' })).toBeUndefined()
    expect(proxyFor(new URL('https://a.test'), undefined)).toBeUndefined()
  })

  test.each(['socks5://u:s3cr3t@proxy.test', 'http://u:s3cr3t@:x', 'u:s3cr3t@proxy.test:port'])(
    'is not gone around when it cannot be used, and not shown: %s',
    (https) => {
      expect(() => proxyFor(new URL('https://a.test'), { https, except: '' })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('s3cr3t') }),
      )
    },
  )
})
