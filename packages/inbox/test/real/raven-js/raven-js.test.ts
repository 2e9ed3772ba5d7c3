/** `raven-js` 3, which posts plain JSON, reports to the inbox from a page of another origin. */

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../../../../test/describe-with.ts'
import { callsOf, chainOf, lineFinder, startReceiver } from '../support/receiver.ts'
import type { Receiver } from '../support/receiver.ts'
import { openShop } from '../support/shop-page.ts'
import type { ShopPage } from '../support/shop-page.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const CLIENT = `${FOLDER}node_modules/raven-js/dist/raven.js`
const APP = `${FOLDER}app.js`
const USER = { id: '42', username: 'ada', email: 'ada@example.com' }

describeWith('chromium', (browser) => {
  let inbox: Receiver
  let shop: ShopPage
  /** What `report` of the page answers: the ids of what the client was told arrived. */
  let ids: Readonly<Record<'exception' | 'message', string>>

  beforeAll(async () => {
    inbox = await startReceiver()
    shop = await openShop(browser, {
      client: await readFile(CLIENT, 'utf8'),
      app: await readFile(APP, 'utf8'),
    })
    ids = await shop.page.evaluate<typeof ids>(`report(${JSON.stringify(inbox.publicDsn)})`)
  })

  afterAll(async () => {
    await shop.close()
    await inbox.close()
  })

  test('every request goes to the store endpoint, names its key in the query, and is taken', async () => {
    await expect.poll(() => shop.answers.length).toBe(2)
    for (const { method, url, contentType, status } of shop.answers) {
      expect({ method, contentType, status, path: url.pathname }).toEqual({
        method: 'POST',
        contentType: 'text/plain;charset=UTF-8',
        status: 200,
        path: '/api/1/store/',
      })
      expect(url.searchParams.get('sentry_key')).toBe('public')
    }
    expect(await inbox.items()).toEqual({ event: 2 })
  })

  test('an exception comes with its calls, user, tags, request and extra', async () => {
    const shown = await inbox.event(ids.exception)
    const line = await lineFinder(APP)
    expect(shown).toMatchObject({
      title: "TypeError: Cannot read properties of undefined (reading 'amount')",
      level: 'error',
      platform: 'javascript',
      release: '1.2.3',
      environment: 'staging',
      sdk: 'raven-js/3.27.2',
    })
    expect(chainOf(shown)).toEqual([shown.title])
    expect(callsOf(shown, 'app.js').slice(0, 2)).toEqual([
      `*readPrice ${line('return item.price.amount')}`,
      `*totalOf ${line('return cart.map(readPrice)')}`,
    ])
    expect(shown.event).toMatchObject({
      user: USER,
      tags: { branch: 'main', attempt: '3' },
      extra: { cart: ['lamp'] },
      request: { url: shop.page.url() },
    })
  })

  test('its mechanism, which stands beside the exceptions, is that of the last', async () => {
    const shown = await inbox.event(ids.exception)
    expect(shown.raw).toMatchObject({ exception: { mechanism: { handled: true } } })
    expect(shown.event.exception?.values.at(-1)?.mechanism).toEqual({
      type: 'generic',
      handled: true,
    })
  })

  test('the page of the exception says so too', async () => {
    const { page } = await inbox.event(ids.exception)
    const line = await lineFinder(APP)
    expect(page).toContain('TypeError Cannot read properties of undefined')
    expect(page).toContain(`readPrice /app.js:${line('return item.price.amount')}`)
    expect(page).toContain('branch main')
    expect(page).toContain('email ada@example.com')
  })

  test('a message comes with its level, user and tags, and without a time of its own', async () => {
    const shown = await inbox.event(ids.message)
    expect(shown).toMatchObject({ title: 'the till is low on paper', level: 'warning' })
    expect(shown.event).toMatchObject({ user: USER, tags: { branch: 'main' } })
    expect(shown.happenedAt).toBe(shown.receivedAt)
  })
})
