import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { envelope, eventCount, eventId, gzipBomb, post, testInbox } from '../helpers/inbox.ts'
import type { TestInbox } from '../helpers/inbox.ts'

const MIB = 1024 * 1024
const bytes = (text: string | Uint8Array) => new Uint8Array(Buffer.from(text))

async function expectRefusal(response: Response, status: number, reason: RegExp): Promise<void> {
  expect(response.status).toBe(status)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('access-control-expose-headers')).toContain('x-sentry-error')
  expect(response.headers.get('x-sentry-error')).toMatch(reason)
  const body: unknown = await response.json()
  expect(body).toEqual({ detail: expect.any(String), causes: expect.any(Array) })
  expect(JSON.stringify(body)).toMatch(reason)
}

async function expectStillWorks(inbox: TestInbox): Promise<void> {
  const before = await eventCount(inbox)
  const good = await post(inbox, envelope({ message: 'still here' }))
  expect(good.status).toBe(200)
  expect(await eventCount(inbox)).toBe(before + 1)
  expect(inbox.notices).toEqual([])
}

describe('a bad body is refused with its reason, and the next good one is taken', () => {
  const gzip = { 'content-encoding': 'gzip' }
  const whole = gzipSync(envelope({ message: 'x'.repeat(5000) }))
  const large = `{"type":"event"}\n${JSON.stringify({ message: 'x'.repeat(MIB - 100) })}\n`
  const deep = `{"a":`.repeat(50_000) + '1' + '}'.repeat(50_000)

  test.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number, RegExp]>([
    ['truncated gzip', bytes(whole.subarray(0, whole.length - 20)), gzip, 400, /decode/],
    ['no gzip at all', 'plain', gzip, 400, /decode/],
    ['nothing, said to be gzip', '', gzip, 400, /decode/],
    ['a bomb of 1 GiB', gzipBomb(1024 * MIB), gzip, 413, /52428800/],
    ['a bomb of 1 GiB in small', gzipBomb(1024 * MIB).subarray(0, 60_000), gzip, 413, /52428800/],
    ['no envelope', 'hello', {}, 400, /envelope headers/],
    ['nothing', '', {}, 400, /envelope headers/],
    ['a list for headers', '[]\n', {}, 400, /envelope headers/],
    [
      'a length beyond the end',
      '{}\n{"type":"event","length":20}\n{"a":1}\n',
      {},
      400,
      /ends after/,
    ],
    ['a length too short', '{}\n{"type":"event","length":7}\n{"a":1}x\n', {}, 400, /goes on/],
    ['a negative length', '{}\n{"type":"event","length":-7}\n{"a":1}\n', {}, 400, /length/],
    ['an item without a type', '{}\n{"length":3}\nabc\n', {}, 400, /type/],
    ['an event that is no JSON', '{}\n{"type":"event"}\n{oops\n', {}, 400, /JSON/],
    ['an event that is a list', '{}\n{"type":"event"}\n[]\n', {}, 400, /JSON/],
    ['deep JSON', `{}\n{"type":"event"}\n${deep}\n`, {}, 400, /deep/],
    ['deep headers', `${deep.slice(0, 50_000)}\n`, {}, 400, /envelope headers/],
    ['an event over 1 MiB', envelope({ message: 'x'.repeat(MIB) }), {}, 413, /too large/],
    ['a header line without end', 'x'.repeat(MIB), {}, 413, /too large/],
    ['a bad event id', envelope({}, { event_id: 'nonsense' }), {}, 400, /event_id|event id/],
    ['two times sent', '{"sent_at":"a","sent_at":"b"}\n', {}, 400, /sent_at/],
    ['another project in its dsn', envelope({}, { dsn: 'http://public@h/2' }), {}, 400, /project/],
    ['another key in its dsn', envelope({}, { dsn: 'http://other@h/1' }), {}, 400, /dsn/],
    ['a dsn that is none', envelope({}, { dsn: 'nonsense' }), {}, 400, /dsn/],
    ['events of 3 MiB together', `{}\n${large.repeat(3)}`, {}, 413, /2097152/],
    ['too many events', `{}\n${'{"type":"event"}\n{}\n'.repeat(21)}`, {}, 400, /more than 20/],
  ])('%s', async (_name, body, headers, status, reason) => {
    const inbox = await testInbox()
    await expectRefusal(await post(inbox, body, { headers }), status, reason)
    expect(await eventCount(inbox)).toBe(0)
    await expectStillWorks(inbox)
  })

  test('200 MB, before the first byte is read when it says so', async () => {
    const inbox = await testInbox()
    const outgoing = request(`${inbox.origin}/api/1/envelope/?sentry_key=k`, {
      method: 'POST',
      headers: { 'content-length': 200_000_000 },
    })
    outgoing.on('error', () => undefined)
    outgoing.write('{}\n')
    const [response] = await once(outgoing, 'response')
    expect(response).toMatchObject({ statusCode: 413 })
    outgoing.destroy()
    await expectStillWorks(inbox)
  })

  test('200 MB, while it streams', async () => {
    const inbox = await testInbox()
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(
          sent === 0 ? Buffer.from('{}\n{"type":"attachment"}\n') : Buffer.alloc(MIB, 'x'),
        )
        sent += 1
        if (sent > 200) controller.close()
      },
    })
    await expectRefusal(await post(inbox, body), 413, /too large/)
    await expectStillWorks(inbox)
  })

  test('bytes that are no UTF-8 are kept as U+FFFD', async () => {
    const inbox = await testInbox()
    const body = Buffer.concat([
      Buffer.from('{}\n{"type":"event"}\n{"message":"a'),
      Buffer.from([0xff, 0xfe, 0xc3]),
      Buffer.from('b"}\n'),
    ])
    expect((await post(inbox, bytes(body))).status).toBe(200)
    await expectStillWorks(inbox)
  })

  test('a client that goes away in the middle is forgotten', async () => {
    const inbox = await testInbox()
    const socket = connect(inbox.port, '127.0.0.1')
    socket.write('POST /api/1/envelope/?sentry_key=k HTTP/1.1\r\nHost: localhost\r\n')
    socket.write('Content-Length: 500\r\n\r\n{}\n{"type":"event"}\n{"mess')
    await once(socket, 'ready')
    await eventCount(inbox)
    socket.destroy()
    await expectStillWorks(inbox)
  })

  test('any bytes at all get an answer', async () => {
    const inbox = await testInbox()
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('', 'gzip', 'deflate', 'br', 'nonsense'),
        fc.constantFrom('envelope', 'store'),
        async (body, encoding, endpoint) => {
          const headers = { 'content-encoding': encoding }
          const path = `/api/1/${endpoint}/`
          const response = await post(inbox, new Uint8Array(body), { path, headers })
          expect([200, 400, 413]).toContain(response.status)
        },
      ),
      { numRuns: 100 },
    )
    await expectStillWorks(inbox)
  })
})

describe('a store body is refused when it is', () => {
  const bomb = Buffer.from(gzipBomb(MIB)).toString('base64')
  test.each<[string, string, number, RegExp]>([
    ['empty', '', 400, /empty/],
    ['neither JSON nor base64', '%%%', 400, /base64/],
    ['base64 of nonsense', Buffer.from('nonsense').toString('base64'), 400, /zlib/],
    ['base64 of gzip', bomb, 400, /zlib/],
    ['broken JSON', '{"a":', 400, /JSON/],
    ['over 1 MiB', JSON.stringify({ message: 'x'.repeat(MIB) }), 413, /too large/],
    ['over 2 MiB', 'x'.repeat(3 * MIB), 413, /too large/],
  ])('%s', async (_name, body, status, reason) => {
    const inbox = await testInbox()
    await expectRefusal(await post(inbox, body, { path: '/api/1/store/' }), status, reason)
    await expectStillWorks(inbox)
  })
})

describe('credentials', () => {
  const url = (inbox: TestInbox, query = '') => `${inbox.origin}/api/1/envelope/${query}`
  const send = (address: string, headers: Record<string, string> = {}) =>
    fetch(address, { method: 'POST', body: envelope({ message: 'hi' }), headers })

  test.each<[string, string, Record<string, string>, number, RegExp]>([
    ['missing', '', {}, 401, /missing authorization/],
    ['malformed', '', { 'x-sentry-auth': 'nonsense' }, 401, /missing authorization/],
    ['without a key', '', { 'x-sentry-auth': 'Sentry sentry_version=7' }, 401, /missing auth/],
    ['of two kinds', '?sentry_key=a', { 'x-sentry-auth': 'Sentry sentry_key=a' }, 401, /multiple/],
    ['of a later version', '?sentry_key=a&sentry_version=8', {}, 400, /version/],
  ])('that are %s are refused', async (_name, query, headers, status, reason) => {
    const inbox = await testInbox()
    await expectRefusal(await send(url(inbox, query), headers), status, reason)
  })

  test('are open by default, and closed by lists of keys and projects', async () => {
    const open = await testInbox()
    expect((await send(url(open, '?sentry_key=49d0f7386ad645858ae85020e393bef3'))).status).toBe(200)
    const closed = await testInbox({ keys: ['mine'], projects: ['1', 'shop'] })
    await expectRefusal(await send(url(closed, '?sentry_key=other')), 403, /unknown key/)
    const elsewhere = `${closed.origin}/api/2/envelope/?sentry_key=mine`
    await expectRefusal(await send(elsewhere), 403, /unknown project/)
    expect((await send(url(closed, '?sentry_key=mine'))).status).toBe(200)
    expect(closed.dsn()).toBe(`http://mine:secret@localhost:${closed.port}/1`)
  })
})

describe('paths and methods', () => {
  test.each(['/api/1/minidump/', '/api/1/cron/backup/', '/api/1/unreal/k/', '/api/1/upload/'])(
    '%s is not served, and says so to browsers too',
    async (path) => {
      const inbox = await testInbox()
      await expectRefusal(await post(inbox, '', { path }), 404, /no such endpoint/)
    },
  )

  test.each(['/api/a%2Fb/envelope/', '/api/<script>/store/', `/api/${'1'.repeat(65)}/envelope/`])(
    'the project of %s is none',
    async (path) => {
      const inbox = await testInbox()
      expect((await post(inbox, '{}', { path })).status).toBe(404)
    },
  )

  test('GET is not for envelopes, and the answer says what is', async () => {
    const inbox = await testInbox()
    const response = await fetch(`${inbox.origin}/api/1/envelope/?sentry_key=k`)
    expect(response.headers.get('allow')).toBe('POST')
    await expectRefusal(response, 405, /method/)
  })

  test('OPTIONS needs no key and allows what browsers ask for', async () => {
    const inbox = await testInbox()
    const response = await fetch(`${inbox.origin}/api/1/envelope/`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type, x-sentry-auth',
      },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-headers')).toContain('x-sentry-auth')
    expect(response.headers.get('access-control-allow-methods')).toContain('POST')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })
})

test('a client that waits for permission to send gets it, or the refusal', async () => {
  const inbox = await testInbox()
  const send = async (length: number, path: string) => {
    const outgoing = request(`${inbox.origin}${path}`, {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': length },
    })
    const response = once(outgoing, 'response')
    const continued = once(outgoing, 'continue').then(() => outgoing.end('{}'))
    outgoing.flushHeaders()
    const first = await Promise.race([
      continued.then(() => 'continue'),
      response.then(() => 'response'),
    ])
    const [message] = await response
    outgoing.on('error', () => undefined)
    if (first === 'response') outgoing.destroy()
    return [first, message.statusCode]
  }
  expect(await send(2, '/api/1/envelope/?sentry_key=k')).toEqual(['continue', 200])
  expect(await send(200_000_000, '/api/1/envelope/?sentry_key=k')).toEqual(['response', 413])
  expect(await send(2, '/api/1/envelope/')).toEqual(['continue', 401])
  expect(await send(2, '/api/1/store/')).toEqual(['response', 401])
})

test('many small envelopes on one connection are all answered in order', async () => {
  const inbox = await testInbox()
  const socket = connect(inbox.port, '127.0.0.1')
  const numbers = Array.from({ length: 50 }, (_, index) => index)
  for (const number of numbers) {
    const body = envelope({ message: 'small' }, { event_id: eventId(number) })
    socket.write(
      `POST /api/1/envelope/?sentry_key=k HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n` +
        `${number === 49 ? 'Connection: close\r\n' : ''}\r\n${body}`,
    )
  }
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  const ids = [...text.matchAll(/"id":"([0-9a-f]{32})"/g)].map(([, id]) => id)
  expect(ids).toEqual(numbers.map(eventId))
})
