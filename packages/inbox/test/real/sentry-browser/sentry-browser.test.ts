/** `@sentry/browser` 11 reports to the inbox, from a page of another origin. */

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../../../../test/describe-with.ts'
import { callsOf, chainOf, lineFinder, startReceiver } from '../support/receiver.ts'
import type { Receiver } from '../support/receiver.ts'
import { openShop } from '../support/shop-page.ts'
import type { ShopPage } from '../support/shop-page.ts'

/** What `report` of the page answers. */
interface Report {
  readonly ids: Readonly<Record<'exception' | 'message' | 'uncaught', string>>
  /** Each request of the client: its items, and the status it was answered with. */
  readonly sent: readonly { readonly status: number; readonly types: readonly string[] }[]
  readonly flushed: boolean
}

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const APP = `${FOLDER}app.js`

/** The client as one script, which defines `Sentry`. */
async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@sentry/browser'", resolveDir: FOLDER },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'Sentry',
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

describeWith('chromium', (browser) => {
  let inbox: Receiver
  let shop: ShopPage
  let report: Report

  beforeAll(async () => {
    inbox = await startReceiver()
    shop = await openShop(browser, {
      client: await bundleClient(),
      app: await readFile(APP, 'utf8'),
    })
    report = await shop.page.evaluate<Report>(`report(${JSON.stringify(inbox.publicDsn)})`)
  })

  afterAll(async () => {
    await shop.close()
    await inbox.close()
  })

  test('every request names its key in the query, is plain text, and is answered with 200', async () => {
    expect(report.flushed).toBe(true)
    expect(report.sent.map(({ status }) => status)).toEqual(report.sent.map(() => 200))
    await expect.poll(() => shop.answers.length).toBeGreaterThanOrEqual(report.sent.length)
    for (const { method, url, contentType, status } of shop.answers) {
      expect({ method, contentType, status, path: url.pathname }).toEqual({
        method: 'POST',
        contentType: 'text/plain;charset=UTF-8',
        status: 200,
        path: '/api/1/envelope/',
      })
      expect(url.searchParams.get('sentry_key')).toBe('public')
    }
  })

  test('every item is acknowledged, those of the session that follow the report too', async () => {
    const sent = report.sent.flatMap(({ types }) => types)
    expect(sent.filter((type) => type === 'event').length).toBe(3)
    expect(new Set(sent)).toEqual(new Set(['session', 'event']))
    // Each request has one item here, and the last ones may still be on their way.
    await expect
      .poll(async () => {
        const { event = 0, session = 0, ...others } = await inbox.items()
        return { event, others, unknown: shop.answers.length - event - session }
      })
      .toEqual({ event: 3, others: {}, unknown: 0 })
  })

  test('an exception comes with its cause, their calls, user, tags and request', async () => {
    const shown = await inbox.event(report.ids.exception)
    const line = await lineFinder(APP)
    expect(shown).toMatchObject({
      title: 'RangeError: no total for this cart',
      culprit: '/app.js in totalOf',
      level: 'error',
      platform: 'javascript',
      release: 'shop@1.2.3',
      environment: 'staging',
      sdk: 'sentry.javascript.browser/11.12.0',
    })
    expect(chainOf(shown)).toEqual([
      'RangeError: no total for this cart',
      "TypeError: Cannot read properties of undefined (reading 'amount')",
    ])
    expect(callsOf(shown, 'app.js').slice(0, 2)).toEqual([
      `*totalOf ${line('throw new RangeError')}`,
      `*window.report ${line('totalOf([{}])')}`,
    ])
    expect(callsOf(shown, 'app.js', 1).slice(0, 2)).toEqual([
      `*readPrice ${line('return item.price.amount')}`,
      `*totalOf ${line('return cart.map(readPrice)')}`,
    ])
    expect(shown.event).toMatchObject({
      user: { id: '42', username: 'ada', email: 'ada@example.com' },
      tags: { branch: 'main', attempt: '3' },
      request: { url: shop.page.url() },
    })
  })

  test('the page of the exception says so too', async () => {
    const { page } = await inbox.event(report.ids.exception)
    const line = await lineFinder(APP)
    expect(page).toContain('RangeError no total for this cart')
    expect(page).toContain('Caused by TypeError Cannot read properties of undefined')
    expect(page).toContain(`totalOf /app.js:${line('throw new RangeError')}`)
    expect(page).toContain('branch main')
    expect(page).toContain('email ada@example.com')
  })

  test('a message comes with its level, and with what was reported before it', async () => {
    const shown = await inbox.event(report.ids.message)
    expect(shown).toMatchObject({ title: 'the till is low on paper', level: 'warning' })
    expect(shown.event.breadcrumbs?.values).toMatchObject([{ category: 'sentry.event' }])
  })

  test('an error that nobody caught says so', async () => {
    const shown = await inbox.event(report.ids.uncaught)
    expect(shown.title).toMatch(/^TypeError: /)
    expect(shown.event.exception?.values[0]?.mechanism?.handled).toBe(false)
    expect(shown.page).toContain('unhandled')
  })

  test('a request that the browser asks about beforehand may be made, and its answer be read', async () => {
    const devtools = await shop.page.context().newCDPSession(shop.page)
    const methods: string[] = []
    devtools.on('Network.requestWillBeSent', ({ request }) => methods.push(request.method))
    await devtools.send('Network.enable')
    const answer = await shop.page.evaluate<{ status: number; id: string }>(`
      fetch('${inbox.origin}/api/1/envelope/', {
        method: 'POST',
        headers: {
          'x-sentry-auth': 'Sentry sentry_version=7, sentry_key=public',
          'content-type': 'application/x-sentry-envelope',
        },
        body: '{}\\n{"type":"event"}\\n{"message":"asked beforehand"}\\n',
      }).then(async (response) => ({ status: response.status, ...(await response.json()) }))
    `)
    await expect.poll(() => methods.toSorted()).toEqual(['OPTIONS', 'POST'])
    expect(answer.status).toBe(200)
    expect(await inbox.event(answer.id)).toMatchObject({ title: 'asked beforehand' })
  })
})
