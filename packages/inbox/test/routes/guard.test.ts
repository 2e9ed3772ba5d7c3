import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { testInbox } from '../helpers/inbox.ts'
import type { TestInbox } from '../helpers/inbox.ts'

/** `fetch` does not let a program choose its `Host`, so this does. */
async function send(inbox: TestInbox, method: string, headers: Record<string, string>) {
  const outgoing = request(`${inbox.origin}/api/0/status/`, { method, headers })
  outgoing.end()
  const response = await new Promise<IncomingMessage>((resolve) => outgoing.on('response', resolve))
  response.resume()
  return { status: response.statusCode }
}

describe('the door for people', () => {
  test('has no CORS header, so that no other site reads what is here', async () => {
    const inbox = await testInbox()
    for (const path of ['/', '/api/0/', '/api/0/nope/', '/live']) {
      const response = await fetch(inbox.origin + path, { headers: { origin: 'http://evil.test' } })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      await response.body?.cancel()
    }
  })

  test.each([
    ['evil.test', 403],
    ['evil.test:9000', 403],
    ['localhost', 200],
    ['127.0.0.1:1', 200],
    ['inbox.internal', 200],
  ])('answers to the host %s with %i', async (host, status) => {
    const inbox = await testInbox({ allowHosts: ['inbox.internal'] })
    expect((await send(inbox, 'GET', { host })).status).toBe(status)
  })

  test.each<[string, Record<string, string>, number]>([
    ['another site, by its origin', { origin: 'http://evil.test' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['another site, by fetch metadata', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:1' }, 404],
    ['a program', {}, 404],
  ])('takes a change from %s or not', async (_name, headers, status) => {
    const inbox = await testInbox()
    const answer = await send(inbox, 'DELETE', { host: 'localhost:1', ...headers })
    expect(answer.status).toBe(status)
  })
})

describe('with a token', () => {
  const token = 'a-token'
  const headers = { authorization: `Bearer ${token}` }

  test('nothing is shown without it', async () => {
    const inbox = await testInbox({ token })
    for (const path of ['/', '/api/0/', '/live', '/issues/1/', '/?token=wrong']) {
      const response = await fetch(inbox.origin + path, { redirect: 'manual' })
      expect(response.status).toBe(401)
      expect(await response.text()).not.toContain(token)
    }
    const wrong = { authorization: 'Bearer a-tokem' }
    expect((await fetch(inbox.origin, { headers: wrong })).status).toBe(401)
    expect((await fetch(inbox.origin, { headers })).status).toBe(200)
  })

  test('events are taken without it', async () => {
    const inbox = await testInbox({ token })
    const url = `${inbox.origin}/api/1/envelope/?sentry_key=k`
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(200)
  })

  test('the printed address trades it for a cookie that scripts cannot read', async () => {
    const inbox = await testInbox({ token })
    expect(inbox.url).toBe(`http://localhost:${inbox.port}/?token=${token}`)
    const traded = await fetch(inbox.url, { redirect: 'manual' })
    expect([traded.status, traded.headers.get('location')]).toEqual([303, '/'])
    const cookie = traded.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    const shown = await fetch(inbox.origin, { headers: { cookie: cookie.split(';', 1)[0] ?? '' } })
    expect(shown.status).toBe(200)
  })

  test('and its address cannot lead to another site', async () => {
    const inbox = await testInbox({ token })
    const url = `${inbox.origin}//evil.test/?token=${token}&a=b`
    const traded = await fetch(url, { redirect: 'manual' })
    expect(traded.headers.get('location')).toBe('/evil.test/?a=b')
  })

  test('is made up when the inbox listens beyond loopback', async () => {
    const inbox = await testInbox({ host: '0.0.0.0' })
    expect(inbox.url).toMatch(/\?token=[\w-]{32}$/)
    expect((await fetch(inbox.origin)).status).toBe(401)
    expect((await fetch(inbox.url, { redirect: 'manual' })).status).toBe(303)
  })
})
