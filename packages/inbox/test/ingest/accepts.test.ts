import * as zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { envelope, eventCount, eventId, post, testInbox, twin } from '../helpers/inbox.ts'

const EVENT = { exception: { values: [{ type: 'TypeError', value: 'no price' }] } }

const bytes = (text: string | Uint8Array) => new Uint8Array(Buffer.from(text))

describe('an envelope is stored before it is acknowledged', () => {
  test('and the answer holds its id', async () => {
    const inbox = await testInbox()
    const response = await post(inbox, envelope(EVENT, { event_id: eventId(1) }))
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual({ id: eventId(1) })
    expect(await twin(inbox, `/1/events/${eventId(1)}/`)).toMatchObject({
      title: 'TypeError: no price',
      project: '1',
      issueId: '1',
      event: { event_id: eventId(1), ...EVENT },
      raw: EVENT,
    })
  })

  test.each([
    ['gzip', zlib.gzipSync],
    ['X-GZIP', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['deflate', zlib.deflateRawSync],
    ['br', zlib.brotliCompressSync],
    ['', bytes],
    ['utf-8', bytes],
    ['identity', bytes],
  ])('encoded as %j', async (encoding, encode) => {
    const inbox = await testInbox()
    for (const [number, padding] of [10, 3_000_000].entries()) {
      const attachment = `{"type":"attachment"}\n${'x'.repeat(padding)}\n`
      const text = envelope(EVENT, { event_id: eventId(number) }) + attachment
      const headers = { 'content-encoding': encoding }
      const response = await post(inbox, bytes(encode(text)), { headers })
      expect([response.status, await response.json()]).toEqual([200, { id: eventId(number) }])
    }
    expect(await eventCount(inbox)).toBe(2)
  })

  test('encoded as zstd, or a refusal that names what this runtime decodes', async () => {
    const inbox = await testInbox()
    // `{}\n` in one raw block (RFC 8878, 3.1.1), so that runtimes without zstd can ask as well.
    const body = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 0x19, 0, 0, 0x7b, 0x7d, 0x0a)
    const response = await post(inbox, body, { headers: { 'content-encoding': 'zstd' } })
    const isSupported = 'createZstdDecompress' in zlib
    expect(response.status).toBe(isSupported ? 200 : 415)
    const encodings = response.headers.get('accept-encoding')
    expect(encodings).toBe(isSupported ? null : 'gzip, deflate, br')
  })

  test.each([
    'application/x-sentry-envelope',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json',
    'application/octet-stream',
  ])('whatever its type says: %s', async (type) => {
    const inbox = await testInbox()
    const response = await post(inbox, envelope(EVENT), { headers: { 'content-type': type } })
    expect(response.status).toBe(200)
    expect(await eventCount(inbox)).toBe(1)
  })

  test('in chunks, without a type', async () => {
    const inbox = await testInbox()
    const text = envelope(EVENT, { event_id: eventId(7) })
    const chunks = Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte))
    const response = await post(inbox, new Blob(chunks).stream())
    expect(await response.json()).toEqual({ id: eventId(7) })
  })

  test.each([
    ['the header X-Sentry-Auth', '', { 'x-sentry-auth': 'Sentry sentry_key=k, sentry_version=7' }],
    ['the header Authorization', '', { authorization: 'Sentry sentry_key=k' }],
    ['the query', '?sentry_key=k&sentry_version=7&sentry_client=me%2F1', {}],
    ['an old version', '?sentry_key=k&sentry_version=4', {}],
  ])('with a key in %s', async (_name, query, headers) => {
    const inbox = await testInbox()
    const url = `${inbox.origin}/api/1/envelope/${query}`
    const response = await fetch(url, { method: 'POST', body: envelope(EVENT), headers })
    expect(response.status).toBe(200)
  })

  test('with a key in its own dsn, as tunnels send', async () => {
    const inbox = await testInbox()
    const url = `${inbox.origin}/api/1/envelope`
    const body = envelope(EVENT, { dsn: 'https://k@o1.example.com/1' })
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200)
  })

  test('twice, and kept once', async () => {
    const inbox = await testInbox()
    for (const _time of [1, 2]) {
      const response = await post(inbox, envelope(EVENT, { event_id: eventId(1) }))
      expect(await response.json()).toEqual({ id: eventId(1) })
    }
    expect(await eventCount(inbox)).toBe(1)
  })
})

describe('items', () => {
  test.each([
    ['session', '{"sid":"x"}', {}],
    ['sessions', '{}', {}],
    ['client_report', '{"discarded_events":[]}', {}],
    ['check_in', '{}', {}],
    ['log', '{"items":[]}', {}],
    ['brand_new_type', '\0\xff', {}],
    ['transaction', '{"type":"transaction"}', { id: expect.stringMatching(/^[0-9a-f]{32}$/) }],
    ['attachment', 'bytes', { id: expect.stringMatching(/^[0-9a-f]{32}$/) }],
    ['feedback', '{}', { id: expect.stringMatching(/^[0-9a-f]{32}$/) }],
  ])('of type %s are acknowledged, counted and not kept', async (type, payload, answer) => {
    const inbox = await testInbox()
    const response = await post(inbox, `{}\n{"type":"${type}"}\n${payload}\n`)
    expect([response.status, await response.json()]).toEqual([200, answer])
    expect(await twin(inbox, '/status/')).toMatchObject({ events: 0, items: { [type]: 1 } })
  })

  test('around an event do not disturb it', async () => {
    const inbox = await testInbox()
    const body =
      `{"event_id":"${eventId(3)}"}\n{"type":"session"}\n{}\n` +
      `{"type":"attachment","length":5}\na\nb\0c\n` +
      `{"type":"event","length":17}\n{"message":"mine"}`.replace('17', '18')
    expect(await (await post(inbox, body)).json()).toEqual({ id: eventId(3) })
    expect(await twin(inbox, `/1/events/${eventId(3)}`)).toMatchObject({ title: 'mine' })
  })

  test('none at all is fine', async () => {
    const inbox = await testInbox()
    const response = await post(inbox, '{}')
    expect([response.status, await response.json()]).toEqual([200, {}])
  })
})

describe('the store endpoint takes', () => {
  const json = JSON.stringify({ event_id: eventId(5), message: 'hi', level: 'info' })

  test.each([
    ['JSON', json],
    ['base64 of JSON', Buffer.from(json).toString('base64')],
    ['base64 of zlib of JSON', zlib.deflateSync(json).toString('base64')],
  ])('%s, posted or in the address of an image', async (_name, text) => {
    for (const path of ['/api/1/store/', '/api/1/store', '/api/store/']) {
      const inbox = await testInbox()
      const response = await post(inbox, text, { path })
      expect(await response.json()).toEqual({ id: eventId(5) })
    }
    const inbox = await testInbox()
    const query = `sentry_key=k&sentry_data=${encodeURIComponent(text)}`
    const response = await fetch(`${inbox.origin}/api/1/store/?${query}`)
    expect(response.headers.get('content-type')).toBe('image/gif')
    const image = Buffer.from(await response.arrayBuffer())
    expect(image.subarray(0, 6).toString()).toBe('GIF89a')
    expect(await twin(inbox, `/1/events/${eventId(5)}`)).toMatchObject({
      title: 'hi',
      level: 'info',
    })
  })

  test('compressed JSON, and an envelope', async () => {
    const inbox = await testInbox()
    const path = '/api/1/store/'
    const gzip = { 'content-encoding': 'gzip' }
    expect((await post(inbox, bytes(zlib.gzipSync(json)), { path, headers: gzip })).status).toBe(
      200,
    )
    const headers = { 'content-type': 'application/x-sentry-envelope' }
    const response = await post(inbox, envelope(EVENT, { event_id: eventId(6) }), { path, headers })
    expect(await response.json()).toEqual({ id: eventId(6) })
    expect(await eventCount(inbox)).toBe(2)
  })
})

describe('a browser report', () => {
  const report = {
    'document-uri': 'https://shop.example.com/cart',
    'blocked-uri': 'https://evil.example.net/x.js',
    'violated-directive': "script-src 'self'",
    'effective-directive': 'script-src',
  }
  const modern = {
    type: 'csp-violation',
    url: 'https://shop.example.com/cart',
    body: {
      documentURL: 'https://shop.example.com/cart',
      blockedURL: 'https://evil.example.net/x.js',
      effectiveDirective: 'script-src',
    },
  }

  test.each([
    ['security', 'application/csp-report', { 'csp-report': report }],
    ['csp-report', 'application/json', { 'csp-report': report }],
    ['security', 'application/reports+json; charset=utf-8', [modern, { type: 'deprecation' }]],
  ])('at /%s/ as %s becomes an event', async (endpoint, type, body) => {
    const inbox = await testInbox()
    const path = `/api/1/${endpoint}/?sentry_key=k&sentry_release=shop%401`
    const headers = { 'content-type': type }
    const response = await post(inbox, JSON.stringify(body), { path, headers })
    expect([response.status, await response.text()]).toEqual([201, ''])
    expect(await twin(inbox, '/search/?q=evil')).toMatchObject({
      rows: [{ title: "Blocked 'script' from 'evil.example.net'", release: 'shop@1' }],
    })
  })

  test('of an unknown type is refused', async () => {
    const inbox = await testInbox()
    const path = '/api/1/security/?sentry_key=k'
    const response = await post(inbox, '{}', { path, headers: { 'content-type': 'text/plain' } })
    expect(response.status).toBe(415)
  })
})
