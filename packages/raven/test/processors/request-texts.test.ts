/** Every form in which requests carry names and values: the secret is masked, and the rest stays to the letter. */

import { describe, expect, test } from 'vitest'
import { SanitizeKeysProcessor } from '../../src/processors/ancestors.ts'
import { MASK } from '../../src/processors/masking-walk.ts'
import { Sanitizer } from '../../src/processors/sanitizer.ts'
import type { Event } from '../../src/protocol/event.ts'
import { frozen } from '../support/frozen.ts'

const json = JSON.stringify
const encode = encodeURIComponent
const part = (head: string, body: string, [line, boundary] = ['\r\n', '--B']): string =>
  [boundary, head, '', body, `${boundary}--`, ''].join(line)
const named = 'Content-Disposition: form-data; name='

/** A part of a request around a secret; with the mask in its place it is what leaves. */
type Row = readonly [name: string, request: (secret: string) => object, secret?: string]

const COOKIES: readonly Row[] = [
  ['a header', (s) => ({ headers: { cookie: s, accept: '*/*' } }), 'a=hunter2; b=hunter2'],
  ['a header in capitals', (s) => ({ headers: { COOKIE: s } })],
  ['Set-Cookie', (s) => ({ headers: { 'Set-Cookie': s } })],
  ['set_cookie', (s) => ({ headers: { set_cookie: s } })],
  ['Cookie2', (s) => ({ headers: { Cookie2: s } })],
  ['raw headers', (s) => ({ headers: ['HOST', 'h', 'COOKIE', s] })],
  ['pairs', (s) => ({ headers: [['CooKie', s]] })],
  ['named values', (s) => ({ headers: [{ name: 'Cookie', value: s }] })],
  ['the environment', (s) => ({ env: { HTTP_COOKIE: s } })],
  ['an attribute', (s) => ({ cookies: s })],
  ['an attribute in capitals', (s) => ({ Cookies: s })],
  ['a jar', (s) => ({ data: { cookieJar: s } })],
  [
    'lines as one text',
    (s) => ({ headers: `Cookie: ${s}\r\nAccept: x` }),
    'a=hunter2; b=hunter2; c',
  ],
  ['a list of lines', (s) => ({ headers: [`cookie: ${s}`, 'accept: x'] }), 'a=hunter2; b=hunter2'],
]

const HEADERS: readonly Row[] = [
  ['an unusual case', (s) => ({ headers: { 'PROXY-authorization': s } })],
  ['underscores', (s) => ({ headers: { X_API_KEY: s } })],
  ['the environment', (s) => ({ env: { HTTP_AUTHORIZATION: s } })],
  ['lines as one text', (s) => ({ headers: `Accept: x\r\nAuthorization: ${s}` }), 'Token hunter2'],
  ['a name of its own', (s) => ({ headers: `Accept: x\r\nX-Auth-Token: ${s}\r\nHost: h` })],
  ['a list of lines', (s) => ({ headers: [`x-auth-token: ${s}`, 'Accept: x', 'Host: h'] })],
]

const QUERIES: readonly Row[] = [
  ['a=b=c', (s) => ({ query_string: `password=${s}&x` }), 'a=hunter2=c'],
  ['a pair in a value', (s) => ({ query_string: `a=password=${s}` })],
  ['a value that ends with =', (s) => ({ data: `a=b&passwd=${s}&c=d` }), 'aHVudGVyMg=='],
  ['brackets', (s) => ({ query_string: `user%5Bpassword%5D=${s}&user%5Bid%5D=1` })],
  ['dots', (s) => ({ query_string: `user.password=${s}` })],
  ['a query in a query', (s) => ({ query_string: `next=${encode(`/x?token=${s}`)}&a=b` })],
  [
    'three deep',
    (s) => ({
      query_string: `a=${encode(`b=${encode(`c=${encode(`token=${s}`)}`)}`)}`,
    }),
  ],
  ['encoded as a whole', (s) => ({ query_string: encode(`a=1&token=${s}`) })],
  ['a pair with a query', (s) => ({ query_string: [['next', encode(`/x?token=${s}`)]] })],
  ['encoded JSON', (s) => ({ query_string: `filter=${encode(json({ password: s }))}` })],
  ['plain JSON', (s) => ({ query_string: `a=1&filter=${json({ b: 1, password: s })}&c=d` })],
  ['separators in JSON', (s) => ({ query_string: `filter=${json({ a: ';&', token: s })}` })],
  ['a path parameter', (s) => ({ url: `/a;jsessionid=${s}?b=1` })],
  ['a fragment', (s) => ({ url: `/a#/r?access_token=${s}&b` })],
]

const BODIES: readonly Row[] = [
  ['a form', (s) => ({ data: `a=1&password=${s}` })],
  ['a form with JSON', (s) => ({ data: `payload=${json({ password: s })}` })],
  ['a form of lines', (s) => ({ data: `a=1\r\npassword=${s}\r\nb=2` })],
  ['JSON in JSON', (s) => ({ data: json({ body: json({ body: json({ token: s }) }) }) })],
  ['a form in JSON', (s) => ({ data: json({ body: `a=1&password=${s}` }) })],
  ['lines of JSON', (s) => ({ data: `"a":1}\n{"password":"${s}"}` })],
  ['JSON behind a guard', (s) => ({ data: `)]}',\n{"password":"${s}"}` })],
  ['JSON behind a guard, a number', (s) => ({ data: `)]}',\n{"otp":${s}}` }), '123456'],
  ['an element', (s) => ({ data: `<a><password>${s}</password><b>c</b></a>` })],
  ['an element with a prefix', (s) => ({ data: `<w:Password Type="x">${s}</w:Password>` })],
  ['an attribute of an element', (s) => ({ data: `<a password="${s}" b="c"/>` })],
  ['YAML', (s) => ({ data: `a: 1\nb:\n  password: ${s}\n` })],
]

const PARTS: readonly Row[] = [
  ['the usual form', (s) => ({ data: part(`${named}"password"`, s) })],
  ['lines of LF', (s) => ({ data: part(`${named}"password"`, s, ['\n', '--B']) })],
  ...['------WebKitFormBoundaryAbc', `${'-'.repeat(29)}9051914041544`].map((boundary): Row => [
    boundary,
    (s) => ({ data: part(`${named}"password"`, s, ['\r\n', boundary]) }),
  ]),
  ['a name without quotes', (s) => ({ data: part(`${named}password`, s) })],
  ['a name in single quotes', (s) => ({ data: part(`${named}'password'`, s) })],
  [
    'a name of RFC 5987',
    (s) => ({ data: part(`content-disposition: form-data; name*=utf-8''password`, s) }),
  ],
  ['capitals', (s) => ({ data: part('CONTENT-DISPOSITION: FORM-DATA; NAME="PASSWORD"', s) })],
  ['an encoded name', (s) => ({ data: part(`${named}"user[pass%77ord]"`, s) })],
  [
    'a file',
    (s) => ({
      data: part('Content-Disposition: form-data; filename="a.txt"; name="secret"', s),
    }),
  ],
  ['a preamble', (s) => ({ data: `This is MIME\r\n${part(`${named}"password"`, s)}` })],
  ['JSON in a part', (s) => ({ data: part(`${named}"payload"`, `{"password":"${s}"}`) })],
  ['a form in a part', (s) => ({ data: part(`${named}"payload"`, `a=1&password=${s}&b=2`) })],
  [
    'parts in a part',
    (s) => ({ data: part(`${named}"p"`, part(`${named}"password"`, s, ['\r\n', '--C'])) }),
  ],
  [
    'a request in a part',
    (s) => ({
      data: part('Content-Type: application/http', `GET / HTTP/1.1\r\nAuthorization: ${s}`),
    }),
    'Token hunter2',
  ],
]

const GRAPHQL: readonly Row[] = [
  ['variables', (s) => ({ data: { query: 'q', variables: { input: { password: s } } } })],
  ['variables of a batch', (s) => ({ data: json([{ query: 'q', variables: { token: s } }]) })],
  ['variables as text', (s) => ({ data: { query: 'q', variables: json({ password: s }) } })],
  ['variables in a query', (s) => ({ query_string: `variables=${encode(json({ token: s }))}` })],
  [
    'a value in its place',
    (s) => ({ data: { query: `query { login(password: "${s}") { id } }` } }),
  ],
  [
    'a value beside a default',
    (s) => ({ data: { query: `query($n: Int = 1) { login(n: $n, password: "${s}") { id } }` } }),
  ],
  ['a block', (s) => ({ data: { query: `query { login(password: """${s}""") { id } }` } })],
  ['a default', (s) => ({ data: { query: `query($password: String! = "${s}") { id }` } })],
  ['a number', (s) => ({ data: { query: `query { login(pin: ${s}) { id } }` } }), '123456'],
  ['a query alone', (s) => ({ data: `mutation($n: Int = 1) { a(token: "${s}") { id } }` })],
]

const KINDS = {
  'cookies in any spelling': COOKIES,
  'headers of any case': HEADERS,
  'query strings': QUERIES,
  'forms and other bodies': BODIES,
  'bodies of parts': PARTS,
  GraphQL: GRAPHQL,
}

const whole = ([name, request, secret = 'hunter2']: Row) => [name, request, secret] as const

const NAMES = ['password', 'passwd', 'secret', 'token', 'cookie', 'authorization', 'apikey']
const own = new SanitizeKeysProcessor([...NAMES, 'otp', 'pin', 'jsessionid'])
const builtIn = new Sanitizer()
const WAYS = [
  ['the sanitizer', (event: Event) => builtIn.sanitize(event).event],
  ['SanitizeKeysProcessor', (event: Event) => own.process(event)],
] as const

describe.each(WAYS)('%s masks in', (_, mask) => {
  describe.each(Object.entries(KINDS))('%s:', (_, rows) => {
    test.each(rows.map(whole))('%s', (_, request, secret) => {
      const given = frozen({ request: request(secret) })
      expect(mask(given)).toEqual({ request: request(MASK) })
      expect(given).toEqual({ request: request(secret) })
    })
  })

  test('what is nested deeper than anybody looks goes as a whole', () => {
    let query = 'token=hunter2'
    for (let depth = 0; depth < 8; depth++) query = `a=${encode(query)}`
    const masked = json(mask({ request: { query_string: query } }))
    expect(masked).toMatch(/"a=[^"]+Filtered/)
    expect(masked).not.toContain('hunter2')
  })
})

test.each<[string, string]>([
  ['a query in a value', `asked /x?next=${encode('/y?token=hunter2')} again`],
  ['a query that is encoded as a whole', encode('a=1&token=hunter2')],
  ['a body of parts', part(`${named}"password"`, 'hunter2')],
  ['an element', 'answered <fault><password>hunter2</password></fault>'],
  ['a number', 'sent {"otp":123456} twice'],
  ['a default', 'in query($token: String = "hunter2")'],
])('outside of requests, too: %s', (_, text) => {
  const masked = json(builtIn.sanitize({ extra: { text } }).event)
  expect(masked).not.toMatch(/hunter2|123456/)
  expect(decodeURIComponent(masked)).toContain(MASK)
})

test.each([
  '{ users(first: 10, after: "abc") { id name } }',
  'color: green\nsize: 12\n',
  '<a id="b"><name>Ann</name></a>',
  'a=b=c&d==&e=%zz&f=g%20h',
  part(`${named}"size"`, 'L'),
  'Accept: */*\r\nHost: example.com\r\n',
])('nothing to mask leaves a text to the letter: %j', (data) => {
  const event = frozen({ request: { data } })
  expect(builtIn.sanitize(event).event.request).toBe(event.request)
})
