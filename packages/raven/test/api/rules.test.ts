import { Client, memoryTransport } from 'raven-ts/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AnyCaptureOptions } from '../../src/client/client.ts'
import type { EventHandler } from '../../src/client/event-types.ts'
import type { Event } from '../../src/protocol/event.ts'
import { recorder } from '../support/recorder.ts'

const ID = /^[0-9a-f]{32}$/
const date = new Date('2026-01-02T03:04:05.678Z')
const payment = { capture: () => ({ logger: 'payments' }), toString: () => 'declined' }

test.each<[string | EventHandler<object>, AnyCaptureOptions]>([
  ['Exception', { error: new TypeError('a', { cause: new Error('b') }), level: 'fatal' }],
  ['Exception', {}],
  ['raven.events.Exception', { error: 'text' }],
  ['Message', { message: 'a %s', params: ['b'], data: { culprit: 'here' } }],
  ['Query', { query: 'select 1', engine: 'sqlite', params: { password: 'x' }, timeSpent: 3 }],
  [payment, { extra: { a: 1 } }],
  ['a kind nobody knows', { tags: { a: 'b' } }],
])('buildMsg(%j) is what leaves by capture', async (type, options) => {
  const { client, events } = recorder({ stackCapture: 'text' })
  const built = client.buildMsg(type, { ...options, date })
  expect(client.stats().captured).toBe(0)
  client.capture(type, { ...options, date })
  const [left] = await events()
  expect(withoutPlace(built)).toEqual(withoutPlace(left))
})

/** Both were made on lines of their own, and have ids of their own. */
function withoutPlace(event: Event | null | undefined): unknown {
  const text = JSON.stringify(event, (key, value: unknown) =>
    ['event_id', 'lineno', 'colno', 'pre_context', 'context_line', 'post_context'].includes(key)
      ? undefined
      : value,
  )
  return JSON.parse(text)
}

test('buildMsg answers null when a hook drops the event, and says when a handler throws', () => {
  const { client } = recorder({ beforeSend: () => null, diagnostics: false })
  expect(client.buildMsg('Message', { message: 'm' })).toBeNull()
  const refusing = {
    capture: () => {
      throw new Error('no')
    },
    toString: () => '',
  }
  const event = recorder({ diagnostics: false }).client.buildMsg(refusing)
  expect(event?.logentry?.formatted).toBe('the handler of this event failed')
})

test.each<[string, EventHandler<object>]>([
  ['answers nothing', { capture: () => undefined as never, toString: () => 'nothing' }],
  ['answers text', { capture: () => 'text' as never, toString: () => 'nothing' }],
  [
    'answers what cannot be read',
    { capture: () => Proxy.revocable({}, {}).proxy, toString: () => 'nothing' },
  ],
  ['says no text', { capture: () => ({}), toString: () => 7 as never }],
])('a handler that %s makes an event all the same', async (_, handler) => {
  const { client, events } = recorder()
  expect(client.capture(handler)).toMatch(ID)
  expect(await events()).toMatchObject([
    { logentry: { formatted: expect.any(String) }, level: 'error' },
  ])
})

describe('one error is one event', () => {
  test('however often it is captured; its first id is answered', async () => {
    const { client, events } = recorder()
    const error = new Error('once')
    const [first, again, asKind] = [
      client.captureException(error),
      client.captureException(error, { level: 'fatal' }),
      client.capture('Exception', { error }),
    ]
    expect([again, asKind, client.lastEventId()]).toEqual([first, first, first])
    expect(await events()).toHaveLength(1)
    expect(client.stats()).toMatchObject({ captured: 3, sent: 1, dropped: { duplicate: 2 } })
  })

  test('but one captured while there was no server is not thereby reported', async () => {
    const transport = memoryTransport()
    const client = new Client('', { spool: false })
    onTestFinished(async () => void (await client.close(0)))
    const error = new Error('before there was a server')
    client.captureException(error)
    client.setDsn('http://public@localhost/1', () => transport)
    client.captureException(error)
    expect(await client.flush()).toBe(true)
    expect(transport.requests).toHaveLength(1)
    expect(client.stats().dropped).toEqual({ disabled: 1 })
  })

  test('for each client', async () => {
    const [one, other] = [recorder(), recorder()]
    const error = new Error('twice')
    expect(one.client.captureException(error)).not.toBe(other.client.captureException(error))
    expect([await one.events(), await other.events()].map(({ length }) => length)).toEqual([1, 1])
  })

  test('but equal texts are no one error', async () => {
    const { client, events } = recorder()
    expect(client.captureException('text')).not.toBe(client.captureException('text'))
    expect(await events()).toHaveLength(2)
  })
})

class Hush extends TypeError {}
class Named extends Error {
  override readonly name = 'CartError'
}

test.each<[readonly (string | (new (...args: never[]) => Error))[], unknown, boolean]>([
  [[TypeError], new TypeError('x'), true],
  [[TypeError], new Hush('x'), true],
  [[Hush], new TypeError('x'), false],
  [['TypeError'], new TypeError('x'), true],
  [['CartError'], new Named('x'), true],
  [['Cart*'], new Named('x'), true],
  [['*'], new Error('x'), true],
  [['Car'], new Named('x'), false],
  [['TypeError'], 'TypeError', false],
  [[TypeError], null, false],
])('ignoreExceptions %j and %s: %j', async (ignoreExceptions, error, isIgnored) => {
  const { client, events } = recorder({ ignoreExceptions })
  expect(client.captureException(error)).toMatch(ID)
  expect(await events()).toHaveLength(isIgnored ? 0 : 1)
  expect(client.stats().dropped).toEqual(isIgnored ? { ignored: 1 } : {})
})

test.each<[number | undefined, number | undefined, boolean]>([
  [undefined, undefined, true],
  [1, undefined, true],
  [0, undefined, false],
  [0, 1, true],
  [1, 0, false],
])('with a rate of %j, and %j at the call, it is sent: %j', async (rate, own, isSent) => {
  const { client, events } = recorder({ sampleRate: rate })
  const options = own === undefined ? {} : { sampleRate: own }
  for (const id of [
    client.captureMessage('m', options),
    client.captureException(new Error('x'), options),
  ]) {
    expect(id).toMatch(ID)
  }
  expect(await events()).toHaveLength(isSent ? 2 : 0)
  expect(client.stats()).toMatchObject({ captured: 2, dropped: isSent ? {} : { sample_rate: 2 } })
})

test('versions and repositories are told unless not wanted', async () => {
  const repos = { '/srv/shop': { name: 'shop/shop' } }
  const [told, untold] = [recorder({ repos }), recorder({ includeVersions: false })]
  told.client.captureMessage('m')
  untold.client.captureMessage('m')
  expect(await told.events()).toMatchObject([{ repos, modules: { node: process.versions.node } }])
  const [event] = await untold.events()
  expect(event).not.toHaveProperty('modules')
  expect(event).not.toHaveProperty('repos')
})

test('all methods work without their client', async () => {
  const { client, events } = recorder()
  const { captureException, captureMessage, captureQuery, capture, captureBreadcrumb } = client
  const { userContext, extraContext, tagsContext, httpContext, withContext, watch } = client
  const { lastEventId, getPublicDsn, preview, buildMsg, encode, decode, getIdent, isEnabled } =
    client
  const { stats, delivered, flush, close, captureExceptions, send, sendEncoded, install, setDsn } =
    client
  captureBreadcrumb({ message: 'crumb' })
  userContext({ id: 1 })
  extraContext({ a: 1 })
  tagsContext({ b: 2 })
  httpContext({ url: 'http://localhost/' })
  const ids = withContext({ tags: { c: 3 } }, () =>
    watch(
      () => ({}),
      () => [
        captureException(new Error('x')),
        captureMessage('m'),
        captureQuery('q'),
        capture('Message'),
      ],
    ),
  )
  const last = captureMessage('last')
  expect(lastEventId()).toBe(last)
  expect(captureExceptions(() => 7)()).toBe(7)
  expect([getPublicDsn(), isEnabled(), getIdent('id')]).toEqual([
    '//public@localhost/1',
    true,
    'id',
  ])
  expect(preview(new Error('x')).event).not.toBeNull()
  expect(decode(encode({ message: 'm' }))).toEqual({ message: 'm' })
  expect(buildMsg('Message')).not.toBeNull()
  await expect(send({})).resolves.toMatchObject({ outcome: 'sent' })
  await expect(sendEncoded(encode({}))).resolves.toMatchObject({ outcome: 'sent' })
  install()()
  expect(await flush()).toBe(true)
  await expect(delivered(ids[0] ?? '')).resolves.toMatchObject({ outcome: 'sent' })
  const left = await events()
  expect(left).toHaveLength(7)
  const first = left.find((event) => event.event_id === ids[0])
  expect(first).toMatchObject({ tags: { b: '2', c: '3' }, user: { id: 1 }, extra: { a: 1 } })
  expect(stats().sent).toBe(5)
  setDsn(null)
  expect(await close()).toBe(true)
})
