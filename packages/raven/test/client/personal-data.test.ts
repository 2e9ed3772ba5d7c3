/** What leaves of a person, with and without consent, and that the page about it names every field. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ClientOptions } from '../../src/options.ts'
import { isRecord } from '../../src/values/json-object.ts'
import { recorder } from '../support/recorder.ts'
import { scratchFolder } from '../support/scratch.ts'
import { withoutSource } from '../support/without-source.ts'

const USER = {
  id: '42',
  is_authenticated: true,
  is_anonymous: false,
  email: 'ada@example.com',
  username: 'ada',
  ip_address: '192.0.2.7',
  plan: 'gold',
}
const HEADERS = {
  Accept: '*/*',
  Cookie: 'theme=dark',
  'X-Forwarded-For': '192.0.2.7',
  forwarded: 'for=192.0.2.7',
  'X-Real-IP': '192.0.2.7',
  'CF-Connecting-IP': '192.0.2.7',
  'True-Client-IP': '192.0.2.7',
  'X-Client-IP': '192.0.2.7',
  Via: '192.0.2.7',
}
const REQUEST = {
  method: 'POST',
  url: 'https://example.com/x',
  query_string: 'page=2',
  headers: HEADERS,
  cookies: 'theme=dark',
  data: { size: 'L' },
  env: { SERVER_NAME: 'web', REMOTE_ADDR: '192.0.2.7', HTTP_COOKIE: 'theme=dark' },
}

/** An error in a file to which its build gave an id. */
function builtError(): Error {
  const file = join(scratchFolder(), 'built.js')
  writeFileSync(file, 'fail()\n//# debugId=85314830-023f-4cf1-a267-535f4e37bb17\n')
  const error = new Error('built')
  error.stack = `Error: built\n    at fail (${file}:1:1)`
  return error
}

async function sent(options: ClientOptions) {
  const { client, events } = recorder(options)
  client.captureBreadcrumb({ type: 'http', category: 'c', message: 'm', data: { a: 1 } })
  client.captureException(new Error('no', { cause: new TypeError('why') }), {
    user: USER,
    request: REQUEST,
    logger: 'l',
    fingerprint: ['f'],
  })
  client.captureMessage('hello %s', { params: ['you'], stack: true })
  client.captureQuery('select 1', { engine: 'sqlite', params: [1] })
  client.captureException(builtError())
  const all = await events()
  return { all, event: all[0] }
}

test('without consent only what does not say who or where from', async () => {
  const { event } = await sent({})
  expect(event?.user).toEqual({ id: '42', is_authenticated: true, is_anonymous: false })
  expect(event?.request).toEqual({
    method: 'POST',
    url: 'https://example.com/x',
    query_string: 'page=2',
    headers: { Accept: '*/*' },
    env: { SERVER_NAME: 'web' },
  })
})

test('userAttrs name what leaves of what integrations found besides', async () => {
  const { client, events } = recorder({ userAttrs: ['plan'] })
  client.captureMessage('hello', { user: { id: '42', data: { plan: 'gold', phone: '555' } } })
  client.captureMessage('hi', { user: { id: '42', data: { phone: '555' } } })
  const users = (await events()).map(({ user }) => user)
  expect(users).toEqual([{ id: '42', data: { plan: 'gold' } }, { id: '42' }])
})

test('userAttrs name what leaves besides', async () => {
  const { event } = await sent({ userAttrs: ['email', 'plan'] })
  expect(Object.keys(event?.user ?? {})).toEqual([
    'id',
    'is_authenticated',
    'is_anonymous',
    'email',
    'plan',
  ])
})

test('with consent all of it leaves, masked', async () => {
  const { event } = await sent({ sendDefaultPii: true })
  expect(event?.user).toEqual(USER)
  expect(event?.request).toMatchObject({ data: { size: 'L' }, cookies: '[Filtered]' })
  expect(event?.request?.headers).toMatchObject({ Cookie: '[Filtered]', Via: '192.0.2.7' })
})

test.each([
  ['a hook', { beforeSend: (event: object) => ({ ...event, user: USER, request: REQUEST }) }],
  ['a processor', { processors: [(event: object) => ({ ...event, user: USER })] }],
  ['no hook and no masking', { scrub: false }],
])('the rule holds after %s', async (_, options) => {
  const { event } = await sent(options)
  // an id is hex by chance, and may hold the very letters
  expect(withoutSource({ ...event, event_id: '' })).not.toMatch(/ada|192\.0\.2\.7|theme|"L"/)
})

test.each([
  [
    [
      ['Cookie', 'a=b'],
      ['accept', '*/*'],
    ],
    [['accept', '*/*']],
  ],
  [
    ['Cookie', 'a=b', 'accept', '*/*'],
    ['accept', '*/*'],
  ],
  ['Cookie: a=b', {}],
])('headers as %j', async (headers, expected) => {
  const { client, events } = recorder()
  client.captureMessage('m', { request: { headers } })
  const [event] = await events()
  expect(event?.request?.headers).toEqual(expected)
})

test('the preview is what leaves, and names each masked place and the reason', () => {
  const { client } = recorder()
  const token = ['gh', 'p_', 'aB3dE5fG7h'.repeat(4)].join('')
  const error = new Error(`denied to ${token}`)
  const { event, masked } = client.preview(error, { user: USER, extra: { pin: '1234' } })
  expect(event?.user).not.toHaveProperty('email')
  expect(event?.exception?.values[0]?.value).toBe('denied to [Filtered]')
  expect(masked).toContainEqual({
    path: 'exception.values.0.value',
    why: 'it holds a GitHub token',
  })
  expect(masked).toContainEqual({ path: 'extra.pin', why: 'the name "pin" is sensitive' })
})

/** Below these the fields are the program's own. */
const FREE = new Set([
  'tags',
  'extra',
  'contexts',
  'modules',
  'repos',
  'sdk',
  'data',
  'vars',
  'env',
])
const CLOSED = new Set(['mechanism', 'headers', 'logentry', ...FREE])

function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, one]) =>
    CLOSED.has(name) ? [name] : [name, ...fieldsOf(one)],
  )
}

test.each([false, true])(
  'the page about privacy names every field that leaves with sendDefaultPii %s',
  async (sendDefaultPii) => {
    const { all } = await sent({ sendDefaultPii, userAttrs: ['plan'], release: '1' })
    const page = readFileSync(new URL('../../../../docs/privacy.md', import.meta.url), 'utf8')
    const rows = page.split('\n').filter((line) => line.startsWith('| `'))
    const named = new Set(
      rows
        .flatMap((row) => row.match(/(?<=`)[\w.]+(?=`)/g) ?? [])
        .flatMap((name) => name.split('.')),
    )
    const fields = fieldsOf(all)
    const KINDS = [
      'exception',
      'debug_meta',
      'breadcrumbs',
      'threads',
      'logentry',
      'user',
      'request',
    ]
    expect(fields).toEqual(expect.arrayContaining([...KINDS, 'debug_id']))
    const missing = new Set(fields.filter((name) => !named.has(name)))
    expect([...missing].filter((name) => name !== 'plan')).toEqual([])
  },
)
