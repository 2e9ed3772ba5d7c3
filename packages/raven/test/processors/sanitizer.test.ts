import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MASK } from '../../src/processors/masking-walk.ts'
import { Sanitizer } from '../../src/processors/sanitizer.ts'
import type { Event } from '../../src/protocol/event.ts'
import { frozen } from '../support/frozen.ts'

const sanitizer = new Sanitizer()
const clean = (event: Record<string, unknown>): Event => sanitizer.sanitize(event).event

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['a value', { extra: { password: 'x', a: 1 } }, { extra: { password: MASK, a: 1 } }],
  ['a whole object', { extra: { secret: { a: { b: 'x' } } } }, { extra: { secret: MASK } }],
  ['a whole list', { extra: { tokens: ['x', 'y'] } }, { extra: { tokens: MASK } }],
  ['an empty text', { extra: { password: '' } }, { extra: { password: MASK } }],
  ['a number', { extra: { password: 1234 } }, { extra: { password: MASK } }],
  ['a flag', { extra: { password: false } }, { extra: { password: MASK } }],
  ['not nothing', { extra: { password: null } }, { extra: { password: null } }],
  ['not a count', { extra: { total_tokens: 7 } }, { extra: { total_tokens: 7 } }],
  [
    'deep inside lists',
    { extra: { a: [{ b: [{ pwd: 'x' }] }] } },
    { extra: { a: [{ b: [{ pwd: MASK }] }] } },
  ],
  ['an attribute', { api_key: 'x', password: { a: 1 } }, { api_key: MASK, password: MASK }],
  ['tags', { tags: { token: 'x', a: 'b' } }, { tags: { token: MASK, a: 'b' } }],
  ['user', { user: { id: 1, password: 'x' } }, { user: { id: 1, password: MASK } }],
  ['contexts', { contexts: { app: { secret: 'x' } } }, { contexts: { app: { secret: MASK } } }],
  [
    'breadcrumbs',
    { breadcrumbs: { values: [{ data: { jwt: 'x' } }] } },
    { breadcrumbs: { values: [{ data: { jwt: MASK } }] } },
  ],
  [
    'variables',
    { exception: { values: [{ stacktrace: { frames: [{ vars: { password: 'x', a: 'y' } }] } }] } },
    { exception: { values: [{ stacktrace: { frames: [{ vars: { password: MASK, a: 'y' } }] } }] } },
  ],
  [
    'the variables of a message',
    { threads: { values: [{ stacktrace: { frames: [{ vars: { pwd: 'x' } }] } }] } },
    { threads: { values: [{ stacktrace: { frames: [{ vars: { pwd: MASK } }] } }] } },
  ],
  ['a pair', { extra: { list: ['password', 'x'] } }, { extra: { list: ['password', MASK] } }],
  [
    'pairs',
    {
      extra: {
        h: [
          ['cookie', 'x'],
          ['a', 'b'],
        ],
      },
    },
    {
      extra: {
        h: [
          ['cookie', MASK],
          ['a', 'b'],
        ],
      },
    },
  ],
  [
    'raw headers',
    { extra: { rawHeaders: ['Host', 'h', 'Authorization', 'Bearer x', 'Cookie', 'a=b'] } },
    { extra: { rawHeaders: ['Host', 'h', 'Authorization', MASK, 'Cookie', MASK] } },
  ],
  [
    'no sentences',
    { extra: { log: ['the password is', 'too short'] } },
    { extra: { log: ['the password is', 'too short'] } },
  ],
  [
    'no list of names',
    { extra: { fields: ['id', 'password', 'mail'] } },
    { extra: { fields: ['id', 'password', 'mail'] } },
  ],
  [
    'named values',
    {
      extra: {
        headers: [
          { name: 'Authorization', value: 'x' },
          { key: 'apikey', value: 'y' },
          { name: 'a', value: 'z' },
        ],
      },
    },
    {
      extra: {
        headers: [
          { name: 'Authorization', value: MASK },
          { key: 'apikey', value: MASK },
          { name: 'a', value: 'z' },
        ],
      },
    },
  ],
  [
    '__proto__ as data',
    { extra: JSON.parse('{"__proto__":{"password":"x"}}') },
    { extra: JSON.parse(`{"__proto__":{"password":"${MASK}"}}`) },
  ],
  [
    '__proto__ as an attribute',
    JSON.parse('{"__proto__":{"password":"x"}}'),
    JSON.parse(`{"__proto__":{"password":"${MASK}"}}`),
  ],
])('%s', (_, event, expected) => {
  const masked = JSON.stringify(clean(frozen(event)))
  expect(masked).toBe(JSON.stringify(expected))
})

describe('names of properties', () => {
  const token = ['gh', 'p_', 'aB3dE5fG7h'.repeat(4)].join('')
  const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxIn0', 'c2lnbmF0dXJl'].join('.')

  test.each<[string, object, object]>([
    ['a token', { [token]: 1 }, { [MASK]: 1 }],
    ['a token in a name', { [`user ${jwt}`]: 'x' }, { [`user ${MASK}`]: 'x' }],
    ['a password in a URL', { 'http://a:b@c/': true }, { [`http://a:${MASK}@c/`]: true }],
    ['a card', { '4111 1111 1111 1111': null }, { [MASK]: null }],
    [
      'a name that was masked is judged by its words',
      { [`token=${token}`]: 'x' },
      { [`token=${MASK}`]: MASK },
    ],
    [
      'several, in their places',
      { a: 1, [token]: 2, b: 3, [jwt]: 4, [MASK]: 5 },
      { a: 1, [MASK]: 2, b: 3, [`${MASK} 3`]: 4, [`${MASK} 4`]: 5 },
    ],
    [
      'a name by chance, which is left',
      { aB3dE5fG7hJ9kL1mN3pQ5rS7: 1 },
      { aB3dE5fG7hJ9kL1mN3pQ5rS7: 1 },
    ],
  ])('%s', (_, given, expected) => {
    for (const attribute of ['extra', 'tags', 'contexts', 'request', 'user', 'own'])
      expect(clean(frozen({ [attribute]: { deep: [given] } }))).toEqual({
        [attribute]: { deep: [expected] },
      })
  })

  test('attributes of the event too, and the preview does not repeat what it masks', () => {
    const { event, masked } = sanitizer.sanitize({
      [token]: 1,
      extra: { [token]: { pin: 1 } },
    })
    expect(event).toEqual({ [MASK]: 1, extra: { [MASK]: { pin: MASK } } })
    expect(masked).toEqual([
      { path: MASK, why: 'its name holds a GitHub token' },
      { path: `extra.${MASK}`, why: 'its name holds a GitHub token' },
      { path: `extra.${MASK}.pin`, why: 'the name "pin" is sensitive' },
    ])
  })
})

test.each(['timestamp', 'platform', 'level', 'sdk', 'modules', 'fingerprint'])(
  'of %s only what looks like a secret is masked',
  (name) => {
    const value = { jsonwebtoken: '9.0.0', token: 'x' }
    expect(Reflect.get(clean({ [name]: value }), name)).toBe(value)
    const url = { a: 'git+https://me:hunter2@example.com' }
    expect(Reflect.get(clean({ [name]: url }), name)).toEqual({
      a: `git+https://me:${MASK}@example.com`,
    })
  },
)

test.each(['event_id', 'release'])('%s is passed on untouched', (name) => {
  const value = { jsonwebtoken: '9.0.0', token: 'x' }
  expect(Reflect.get(clean({ [name]: value }), name)).toBe(value)
})

test('source lines are no data', () => {
  const frame = {
    pre_context: ['password,', 'email,'],
    context_line: 'login(password = secret)',
    post_context: ['token', 'secret'],
    in_app: true,
  }
  const event = {
    exception: { values: [{ stacktrace: { frames: [frame, { ...frame, vars: { pwd: 1 } }] } }] },
  }
  const values = clean(event).exception?.values
  expect(values?.[0]?.stacktrace?.frames[0]).toBe(frame)
  expect(values?.[0]?.stacktrace?.frames[1]).toEqual({ ...frame, vars: { pwd: MASK } })
})

describe('in a request', () => {
  const request = (part: unknown) => clean({ request: part }).request

  test.each<[string, unknown, unknown]>([
    [
      'a=1&password=a=b&x',
      { query_string: 'a=1&password=a=b&x' },
      { query_string: `a=1&password=${MASK}&x` },
    ],
    ['an empty value', { query_string: 'api_key=' }, { query_string: `api_key=${MASK}` }],
    [
      'an encoded name',
      { query_string: '%70assword=x&b=%26' },
      { query_string: `%70assword=${MASK}&b=%26` },
    ],
    [
      'a badly encoded name',
      { query_string: '%zz%70assword=x' },
      { query_string: `%zz%70assword=${MASK}` },
    ],
    [
      'a name in brackets',
      { query_string: 'user[password]=x&user[name]=y' },
      { query_string: `user[password]=${MASK}&user[name]=y` },
    ],
    [
      'a name in capitals with plus',
      { query_string: 'API+KEY=x' },
      { query_string: `API+KEY=${MASK}` },
    ],
    ['nothing but a name', { query_string: 'password' }, { query_string: 'password' }],
    [
      'an object',
      { query_string: { token: 'x', q: 'y' } },
      { query_string: { token: MASK, q: 'y' } },
    ],
    [
      'pairs',
      {
        query_string: [
          ['token', 'x'],
          ['q', 'y'],
        ],
      },
      {
        query_string: [
          ['token', MASK],
          ['q', 'y'],
        ],
      },
    ],
    [
      'a URL',
      { url: 'https://h.test/a?token=x&b=1#access_token=y' },
      { url: `https://h.test/a?token=${MASK}&b=1#access_token=${MASK}` },
    ],
    ['cookies', { cookies: 'a=b; c=d' }, { cookies: MASK }],
    [
      'headers',
      { headers: { Cookie: 'a=b', Accept: '*/*', 'X-Auth': 'x' } },
      { headers: { Cookie: MASK, Accept: '*/*', 'X-Auth': MASK } },
    ],
    [
      'a list of headers',
      {
        headers: [
          ['authorization', 'x'],
          ['accept', 'y'],
        ],
      },
      {
        headers: [
          ['authorization', MASK],
          ['accept', 'y'],
        ],
      },
    ],
    ['a form', { data: 'name=a&password=b' }, { data: `name=a&password=${MASK}` }],
    [
      'a JSON body',
      { data: '{"user":{"password":"x","name":"y"}}' },
      { data: `{"user":{"password":"${MASK}","name":"y"}}` },
    ],
    ['a JSON list', { data: ' [{"token":"x"}]' }, { data: `[{"token":"${MASK}"}]` }],
    [
      'a harmless JSON body, to the letter',
      { data: '{ "name" : "a=b" }' },
      { data: '{ "name" : "a=b" }' },
    ],
    ['a JSON body that was cut', { data: '{"name":"y","password":"x...' }, { data: MASK }],
    [
      'a harmless one that was cut',
      { data: '{"name":"y","colour":"gr...' },
      { data: '{"name":"y","colour":"gr...' },
    ],
    [
      'a parsed body',
      { data: { password: 'x', a: ['b'] } },
      { data: { password: MASK, a: ['b'] } },
    ],
    [
      'environment',
      { env: { REMOTE_ADDR: '::1', HTTP_COOKIE: 'x' } },
      { env: { REMOTE_ADDR: '::1', HTTP_COOKIE: MASK } },
    ],
    ['a text alone', 'a=1&token=x', `a=1&token=${MASK}`],
  ])('%s', (_, part, expected) => {
    expect(request(frozen(part))).toEqual(expected)
  })

  test('text elsewhere is taken apart only where a name and a value are plain', () => {
    const text = 'token=x; a = password, if (token == x) token => x, /a?jwt=y&b=c'
    const masked = `token=${MASK}; a = password, if (token == x) token => x, /a?jwt=${MASK}&b=c`
    expect(clean({ extra: { text } })).toEqual({ extra: { text: masked } })
  })
})

test.each<[unknown, unknown, string]>([
  [{ password: 'hunter2' }, { password: MASK }, `login ${MASK} {0}`],
  [[{ password: 'hunter2' }], [{ password: MASK }], `login {password} {"password":"${MASK}"}`],
])(
  'parameters that are masked are masked in the finished text as well',
  (params, expected, text) => {
    const before = {
      message: 'login {password} {0}',
      params,
      formatted: 'login with hunter2 in it',
    }
    expect(clean({ logentry: before }).logentry).toEqual({
      message: 'login {password} {0}',
      params: expected,
      formatted: text,
    })
  },
)

test('a message without masked parameters keeps its text and identity', () => {
  const logentry = { message: 'token %s', params: ['x'], formatted: 'token x' }
  expect(clean({ logentry }).logentry).toBe(logentry)
})

test('masked places are named, with the reason', () => {
  const { masked } = sanitizer.sanitize(
    frozen({
      extra: { password: 'x', list: [{ token: 'y' }], pair: ['secret', 'z'] },
      request: { url: 'http://h.test/?key=1' },
    }),
  )
  expect(masked).toEqual([
    { path: 'extra.password', why: 'the name "password" is sensitive' },
    { path: 'extra.list.0.token', why: 'the name "token" is sensitive' },
    { path: 'extra.pair.1', why: 'the name "secret" is sensitive' },
    { path: 'request.url', why: 'a name inside the text is sensitive' },
  ])
})

test('what holds nothing to mask stays the very same object', () => {
  const frame = { function: 'f', vars: { a: [1, { b: 'c' }] } }
  const exception = { values: [{ type: 'E', stacktrace: { frames: [frame] } }] }
  const extra = { a: { b: 1 }, secret: 'x' }
  const event = clean(frozen({ exception, extra }))
  expect(event.exception).toBe(exception)
  expect(event.extra?.a).toBe(extra.a)
})

test('data that is too deep or never ends is masked, and said', () => {
  const deep = Array.from({ length: 100 }).reduce<unknown>((a) => ({ a }), 'bottom')
  const cyclic: Record<string, unknown> = {}
  for (const key of ['a', 'b', 'c']) cyclic[key] = cyclic
  const { event, masked } = sanitizer.sanitize({ extra: { deep, cyclic } } as Event)
  expect(JSON.stringify(event.extra?.deep).length).toBeLessThan(400)
  expect(masked[0]?.why).toBe('too deep or too much to be judged')
  expect(masked[0]?.path).toMatch(/^extra\.deep(\.a)+$/)
})

test('no value under a sensitive name survives, wherever it hides, and nothing is changed in place', () => {
  const secret = 'S3CR3T'
  const name = fc.constantFrom('password', 'api-key', 'accessToken', 'COOKIE', 'client_secret')
  const hidden = fc.oneof(
    name.map((key) => ({ [key]: secret })),
    name.map((key) => ({ [key]: { deep: [secret, { again: secret }] } })),
    name.map((key) => [key, secret]),
    name.map((key) => ({ name: key, value: secret })),
    name.map((key) => ['a', 'b', key, secret]),
  )
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      hidden,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 5 }), tie('tree'), { maxKeys: 3 }),
    ),
  }))
  const attribute = fc.constantFrom('extra', 'contexts', 'user', 'request', 'breadcrumbs', 'custom')
  fc.assert(
    fc.property(attribute, tree, (key, value) => {
      const event = frozen({ [key]: { value } })
      expect(JSON.stringify(clean(event))).not.toContain(secret)
    }),
    { numRuns: 1_000 },
  )
})
