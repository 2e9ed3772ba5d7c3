/** Who asks: the signed-in user, and where the request came from. */

import { memoryTransport } from 'raven-ts'
import { describe, expect, test } from 'vitest'
import { eventsOf } from './memory.ts'
import { get, only, type Bench } from './bench.ts'
import type { Integration, SignedIn, WebAbility } from './system.ts'

const ANN = { id: 7, email: 'ann@example.com', plan: 'gold', phone: '555' }
const IS_ANN = { id: '7', is_authenticated: true, is_anonymous: false }
const FORWARDED = '203.0.113.9'

const PLACES: readonly (readonly [string, SignedIn, WebAbility?])[] = [
  ['Passport', { user: ANN, isAuthenticated: () => true }],
  ['a session', { session: { user: ANN } }, 'session'],
  ['the session of Passport', { session: { passport: { user: 7 } } }, 'session'],
  ['credentials', { auth: { credentials: ANN } }, 'auth'],
  ['the payload of a token', { auth: { payload: { sub: 7 } } }, 'auth'],
]

/** The user is found where the usual libraries leave it, and the client has the last word on what leaves. */
export function people<Raven extends Integration>(bench: Bench<Raven>): void {
  const { shop, serve, integrate } = bench
  const { cannot = {} } = bench.system
  const places = PLACES.flatMap(([name, signedIn, ability]) =>
    ability !== undefined && cannot[ability] !== undefined ? [] : [[name, signedIn] as const],
  )

  describe('the signed-in user', () => {
    test.each(places)('is found in what %s leaves, by id alone', async (_, signedIn) => {
      const made = await shop({}, { signedIn })
      await get(`${made.url}/throw`)
      expect((await only(made)).user).toEqual(IS_ANN)
    })

    test.skipIf(cannot.anonymous)('is nobody where Passport says so', async () => {
      const made = await shop({}, { signedIn: { isAuthenticated: () => false } })
      await get(`${made.url}/throw`)
      expect((await only(made)).user).toEqual({ is_authenticated: false, is_anonymous: true })
    })

    test('is no part of the event where nothing tells of users', async () => {
      const made = await shop()
      await get(`${made.url}/throw`)
      expect((await only(made)).user).toBeUndefined()
    })

    test.each([
      ['the client names it too', { userAttrs: ['email', 'plan'] }],
      ['the client has consent', { sendDefaultPii: true }],
    ])('is told with what userAttrs name where %s', async (_, client) => {
      const parts = { client, signedIn: { user: ANN } }
      const made = await shop({ userAttrs: ['email', 'plan'] }, parts)
      await get(`${made.url}/throw`)
      const { email, plan } = ANN
      expect((await only(made)).user).toEqual({ ...IS_ANN, email, data: { plan } })
    })

    test('is told by id alone where the client that was given names nothing', async () => {
      const made = await shop({ userAttrs: ['email', 'plan'] }, { signedIn: { user: ANN } })
      await get(`${made.url}/throw`)
      expect((await only(made)).user).toEqual(IS_ANN)
    })

    test('is told as userAttrs say by the client that the integration makes', async () => {
      const transport = memoryTransport()
      const raven = integrate({
        dsn: 'http://public@localhost/1',
        transport: () => transport,
        spool: false,
        diagnostics: false,
        userAttrs: ['email', 'plan'],
      })
      const { url } = await serve(raven, { signedIn: { user: ANN } })
      await get(`${url}/throw`)
      const { email, plan } = ANN
      const event = await only({ events: () => eventsOf(raven.client, transport) })
      expect(event.user).toEqual({ ...IS_ANN, email, data: { plan } })
    })
  })
}

/** The address is the connection's, unless the app says that it trusts its proxy. */
export function addresses<Raven extends Integration>({ shop, system }: Bench<Raven>): void {
  const { cannot = {} } = system
  const headers = { 'x-forwarded-for': FORWARDED }

  describe('the address', () => {
    test('of the connection counts, and what a stranger claims does not', async () => {
      const made = await shop({}, { client: { sendDefaultPii: true } })
      await get(`${made.url}/throw`, { headers })
      const { request } = await only(made)
      const known = cannot.address === undefined ? '127.0.0.1' : undefined
      expect(request?.env?.['REMOTE_ADDR']).toBe(known)
    })

    test.skipIf(cannot.trustsProxy)('is what a trusted proxy says', async () => {
      const made = await shop({}, { client: { sendDefaultPii: true }, trustsProxy: true })
      await get(`${made.url}/throw`, { headers })
      expect((await only(made)).request?.env).toEqual({ REMOTE_ADDR: FORWARDED })
    })

    test('stays here where the client has no consent', async () => {
      const made = await shop({}, { trustsProxy: true })
      await get(`${made.url}/throw`, { headers })
      const text = JSON.stringify(await only(made))
      expect(text).not.toMatch(/REMOTE_ADDR|203\.0\.113\.9/)
    })
  })
}

/** Nothing of who asked leaves by itself; with consent it does, and what is secret in it is masked. */
export function consent<Raven extends Integration>({ shop, system }: Bench<Raven>): void {
  const { cannot = {} } = system
  const sentBody = cannot.body === undefined
  const ask = async (sendDefaultPii: boolean) => {
    const made = await shop({}, { client: { sendDefaultPii }, signedIn: { user: ANN } })
    await get(`${made.url}/body?page=2`, {
      method: 'POST',
      body: JSON.stringify({ size: 'size-of-ann', password: 'hunter2' }),
      headers: {
        'content-type': 'application/json',
        cookie: 'theme=dark-of-ann; session=hunter2',
        authorization: 'Bearer hunter2',
        'x-forwarded-for': FORWARDED,
        'x-real-ip': FORWARDED,
        forwarded: `for=${FORWARDED}`,
      },
    })
    return only(made)
  }

  describe('of who asked', () => {
    test('neither address, cookies nor body leave without consent', async () => {
      const event = await ask(false)
      expect(event.request?.headers).toContainEqual(['authorization', '[Filtered]'])
      for (const name of ['cookies', 'data', 'env']) expect(event.request).not.toHaveProperty(name)
      expect(JSON.stringify(event)).not.toMatch(/hunter2|of-ann|203\.0\.113\.9|ann@example/)
    })

    test('all of it leaves with consent, masked', async () => {
      const event = await ask(true)
      expect(event.request).toMatchObject({
        cookies: expect.anything(),
        headers: expect.arrayContaining([
          ['authorization', '[Filtered]'],
          ['x-forwarded-for', FORWARDED],
        ]),
        ...(sentBody && { data: { size: 'size-of-ann', password: '[Filtered]' } }),
        ...(cannot.address === undefined && { env: { REMOTE_ADDR: '127.0.0.1' } }),
      })
      expect(JSON.stringify(event)).not.toMatch(/hunter2|dark-of-ann/)
    })
  })
}
