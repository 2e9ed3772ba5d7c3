import { describe, expect, test } from 'vitest'
import { collectedTest, everywhereTest, isCount } from '../../src/processors/sensitive-keys.ts'

const everywhere = everywhereTest([])
const collected = collectedTest([])

describe('in what a program sends', () => {
  test.each([
    'password',
    'Password',
    'PASSWORD',
    'user_password_1',
    'newPassword',
    'pass word',
    'pass-word',
    'pass.word',
    'db:password',
    'p_a_s_s_w_o_r_d',
    'passwd',
    'mysql_pwd',
    'passphrase',
    'secret',
    'client_secret',
    'AWS_SECRET_ACCESS_KEY',
    'authorization',
    'Proxy-Authorization',
    'credentials',
    'api_key',
    'API-Key',
    'x.api.key',
    'apiKey',
    'apikey',
    'privateKey',
    'private_key',
    'access_token',
    'refreshToken',
    'token',
    'bearer',
    'jwt',
    'csrfmiddlewaretoken',
    'X-XSRF',
    'sessionId',
    'Cookie',
    'set-cookie',
    'SENTRY_DSN',
    'session',
    'connect.sid',
    'identity',
    'auth',
    'db_pass',
    'dbPass',
    'SMTP_PASS',
    'otp',
    'userPin',
    'PIN_CODE',
    'cvv2',
    'card-cvc',
    'ssn',
    'SAMLResponse',
    'two-factor',
    'cardNumber',
    `${'x'.repeat(300)}password`,
  ])('%s is masked', (name) => {
    expect(everywhere(name)).toBe(true)
    expect(collected(name)).toBe(true)
  })

  test.each([
    'author',
    'authors',
    'monkey',
    'keyboard',
    'keyword',
    'key',
    'primary_key',
    'inside',
    'lesson',
    'spinner',
    'options',
    'secretary',
    'tokenizer',
    'sessionCount',
    'session_status',
    'is_authenticated',
    'authenticated',
    'assessment',
    'pinned',
    'passed',
    'passenger',
    'compass',
    'basic',
    'toke',
    'cook',
    '',
    '-_-',
    '__proto__',
    'constructor',
  ])('%s is not', (name) => {
    expect(everywhere(name)).toBe(false)
  })
})

test.each(['auth', 'X-Auth', 'key', 'session', 'PHPSESSID', 'connect.sid', 'sso', 'SAMLResponse'])(
  '%s is masked in what was collected from a request',
  (name) => {
    expect(collected(name)).toBe(true)
  },
)

test.each([
  ['max_tokens', 4096, true],
  ['tokensUsed', 0, true],
  ['tokens', 12, true],
  ['tokens', '12', true],
  ['max_tokens', '4,096', true],
  ['tokens', '123456', false],
  ['tokens', ['a'], false],
  ['token', 123_456, false],
  ['access_token', 7, false],
])('%s of %j is a count: %s', (name, value, count) => {
  expect(isCount(name, value)).toBe(count)
})

test('names of the user are added, judged like the others', () => {
  const more = everywhereTest(['Tax-Id', '', '--'])
  expect(['taxId', 'TAX_ID', 'my tax id'].map(more)).toEqual([true, true, true])
  expect(['tax', 'name', ''].map(more)).toEqual([false, false, false])
})

test('a verdict does not depend on what was asked before', () => {
  const asked = everywhereTest([])
  const names = Array.from({ length: 3_000 }, (_, i) => (i % 3 === 0 ? `token${i}` : `name${i}`))
  for (let round = 0; round < 2; round++)
    expect(names.map(asked)).toEqual(names.map((name) => name.startsWith('token')))
})
