import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWith } from '../../../../test/describe-with.ts'
import { type TestInbox, eventId, testInbox } from '../helpers/inbox.ts'
import { PAYLOAD, hostileEvent, unbrokenEvent } from '../pages/hostile-event.ts'
import { shopEvent } from '../pages/sample-event.ts'
import { LOW_CONTRAST } from './contrast.ts'
import { launch, openPage, send } from './open-page.ts'

const ID = 'c0ffee'.repeat(5) + 'aa'
const HEADING = 'TypeError Cannot price "Sencha, 50 g" in EUR'
const PHONE = { viewport: { width: 360, height: 740 } }

// A browser takes its time where other work goes on.
vi.setConfig({ testTimeout: 60_000 })

/** An inbox that holds the shop's event twice, and others. */
async function filledInbox(): Promise<TestInbox> {
  const inbox = await testInbox()
  const now = Date.now()
  await send(inbox, shopEvent(eventId(1), now - 3_600_000))
  await send(inbox, shopEvent(ID, now - 60_000))
  await send(inbox, {
    event_id: eventId(2),
    level: 'warning',
    logentry: { message: 'low on %s', params: ['tea'], formatted: 'low on tea' },
  })
  await send(inbox, {
    event_id: eventId(3),
    level: 'fatal',
    exception: { values: [{ type: 'WorkerDied', value: 'exit 1' }] },
  })
  await send(
    inbox,
    { event_id: eventId(4), level: 'info', logentry: { formatted: 'rates loaded' } },
    '2',
  )
  return inbox
}

const PATHS = [
  '/',
  '/issues/1/',
  `/1/events/${ID}/`,
  `/1/events/${eventId(2)}/`,
  '/search/?q=tea',
  '/search/?q=nothing+at+all',
  '/nowhere',
]

describeWith('chromium', (path) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(path)
  })
  afterAll(() => browser.close())

  test.each([
    ['with script', true],
    ['without script', false],
  ])(
    'one finds the way from the list to an issue, its events, and by search, %s',
    async (_name, javaScriptEnabled) => {
      const inbox = await filledInbox()
      const page = await openPage(browser, inbox.url, { javaScriptEnabled })
      await page.getByRole('link', { name: HEADING }).click()
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Sencha')
      expect(new URL(page.url()).pathname).toMatch(/^\/issues\/\d+\/$/)

      await page.getByRole('link', { name: '← Older' }).click()
      expect(new URL(page.url()).pathname).toBe(`/1/events/${eventId(1)}/`)
      await page.getByRole('link', { name: 'Newer →' }).click()
      expect(new URL(page.url()).pathname).toBe(`/1/events/${ID}/`)
      expect(await page.getByRole('heading', { name: 'Caused by RangeError' }).isVisible()).toBe(
        true,
      )

      const library = page.getByText('Layer.handleRequest', { exact: true })
      expect(await library.isVisible()).toBe(false)
      await page.getByText('6 frames from router and express').click()
      expect(await library.isVisible()).toBe(true)

      await page.getByRole('searchbox', { name: 'Search events' }).fill('low tea')
      await page.getByRole('button', { name: 'Search' }).click()
      await page.getByRole('link', { name: 'low on tea' }).click()
      expect(new URL(page.url()).pathname).toBe(`/1/events/${eventId(2)}/`)

      await page.getByRole('searchbox').fill(ID)
      await page.getByRole('searchbox').press('Enter')
      await page.waitForURL(`**/1/events/${ID}/`)

      await page.getByRole('link', { name: 'Raven inbox' }).click()
      expect(await page.getByRole('listitem').count()).toBe(4)
      expect(page.faults).toEqual([])
    },
  )

  test('a first event takes the place of the empty inbox without a reload', async () => {
    const inbox = await testInbox()
    const page = await openPage(browser, inbox.url)
    await page.getByText('Nothing has gone wrong yet').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.evaluate('window.same = true')
    await send(inbox, shopEvent(ID, Date.now()))
    await page.getByRole('link', { name: HEADING }).waitFor()
    expect(await page.locator('.row.fresh').count()).toBe(1)
    expect(await page.evaluate('window.same')).toBe(true)
    expect(page.faults).toEqual([])
  })

  test('an arrival changes its own row only, and focus stays where it is', async () => {
    const inbox = await filledInbox()
    const page = await openPage(browser, inbox.url)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'WorkerDied' }).focus()
    await send(inbox, shopEvent(eventId(9), Date.now()))
    await page.locator('.row.fresh', { hasText: '3 events' }).waitFor()
    expect(await page.locator('.row.fresh').count()).toBe(1)
    expect(await page.locator('.row').first().innerText()).toContain('Sencha')
    expect(await page.evaluate('document.activeElement.innerText')).toContain('WorkerDied')
  })

  test('what one reads stays in place while rows come above it', async () => {
    const inbox = await testInbox()
    for (let index = 0; index < 30; index++) {
      const name = `note${String.fromCharCode(97 + (index % 26))}${index < 26 ? 'x' : 'y'}`
      await send(inbox, { event_id: eventId(index), logentry: { formatted: name } })
    }
    const page = await openPage(browser, inbox.url)
    await page.getByText('Live', { exact: true }).waitFor()
    const top = `document.querySelectorAll('.row')[WHICH].getBoundingClientRect().top`
    await page.evaluate(`window.scrollTo(0, 600)`)
    const row = await page.evaluate<number>(
      `[...document.querySelectorAll('.row')].findIndex((row) => row.getBoundingClientRect().bottom > 0)`,
    )
    const before = await page.evaluate<number>(top.replace('WHICH', String(row)))
    await send(inbox, { event_id: eventId(99), logentry: { formatted: 'something new' } })
    await page.locator('.row.fresh').waitFor({ state: 'attached' })
    const after = await page.evaluate<number>(top.replace('WHICH', String(row + 1)))
    expect(Math.abs(after - before)).toBeLessThan(2)
  })

  test('on an event, the way to a newer one appears by itself', async () => {
    const inbox = await filledInbox()
    const page = await openPage(browser, `${inbox.origin}/1/events/${ID}/`)
    await page.getByText('Live', { exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'Newer →' }).count()).toBe(0)
    await send(inbox, shopEvent(eventId(9), Date.now()))
    await page.getByRole('link', { name: 'Newer →' }).click()
    await page.waitForURL(`**/1/events/${eventId(9)}/`)
  })

  test('a page that was hidden catches up when it is seen again', async () => {
    const inbox = await testInbox()
    const page = await openPage(browser, inbox.url)
    await page.getByText('Live', { exact: true }).waitFor()
    const hide = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))`)
    await hide(true)
    await page.getByRole('link', { name: 'Reload for new events' }).waitFor()
    await send(inbox, shopEvent(ID, Date.now()))
    await hide(false)
    await page.getByRole('link', { name: HEADING }).waitFor()
  })

  test('an inbox ends while pages listen, and they say that they no longer do', async () => {
    const inbox = await testInbox()
    const page = await openPage(browser, inbox.url)
    await page.getByText('Live', { exact: true }).waitFor()
    await inbox.close()
    await page.getByRole('link', { name: 'Reload for new events' }).waitFor()
  })

  test('a page outlives a restart of the inbox, and shows what came meanwhile', async () => {
    const first = await testInbox()
    const page = await openPage(browser, first.url)
    await page.getByText('Live', { exact: true }).waitFor()
    await first.close()
    const second = await testInbox({ port: first.port })
    await send(second, shopEvent(ID, Date.now()))
    await page.getByRole('link', { name: HEADING }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
  })

  test('without script the page offers a reload, and no button that would do nothing', async () => {
    const inbox = await filledInbox()
    const page = await openPage(browser, `${inbox.origin}/1/events/${ID}/`, {
      javaScriptEnabled: false,
    })
    expect(await page.getByRole('link', { name: 'Reload for new events' }).isVisible()).toBe(true)
    expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
  })

  test('an event id is copied by a button', async () => {
    const inbox = await filledInbox()
    const permissions = ['clipboard-read', 'clipboard-write']
    const page = await openPage(browser, `${inbox.origin}/1/events/${ID}/`, { permissions })
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(ID)
  })

  test('a hostile event runs nothing and asks for nothing', async () => {
    const inbox = await testInbox()
    await send(inbox, hostileEvent(ID, Date.now()))
    const search = `/search/?q=${encodeURIComponent(PAYLOAD)}`
    for (const address of ['/', '/issues/1/', `/1/events/${ID}/`, search, '/search/?q=pwned']) {
      const page = await openPage(browser, `${inbox.origin}${address}`)
      await page.evaluate(
        `document.querySelectorAll('details').forEach((one) => (one.open = true))`,
      )
      expect([address, await page.evaluate('window.pwned'), page.faults]).toEqual([
        address,
        undefined,
        [],
      ])
      expect(await page.locator('img, main script, iframe, object, embed').count()).toBe(0)
    }
  })

  test('a hostile event that arrives live runs nothing', async () => {
    const inbox = await testInbox()
    const page = await openPage(browser, inbox.url)
    await page.getByText('Live', { exact: true }).waitFor()
    await send(inbox, hostileEvent(ID, Date.now()))
    await page.locator('.row.fresh').waitFor()
    expect([await page.evaluate('window.pwned'), page.faults]).toEqual([undefined, []])
  })

  test('on a phone nothing is wider than the screen', async () => {
    const inbox = await filledInbox()
    await send(inbox, unbrokenEvent(eventId(7), Date.now()))
    await send(inbox, hostileEvent(eventId(8), Date.now()))
    const page = await openPage(browser, inbox.url, PHONE)
    const events = [7, 8].map((index) => `/1/events/${eventId(index)}/`)
    for (const address of [...PATHS, ...events]) {
      await page.goto(`${inbox.origin}${address}`)
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect([address, width]).toEqual([address, 360])
    }
  })

  test.each(['light', 'dark'] as const)('all text stands out in the %s', async (colorScheme) => {
    const inbox = await filledInbox()
    const page = await openPage(browser, inbox.url, { colorScheme })
    for (const address of PATHS) {
      await page.goto(`${inbox.origin}${address}`)
      expect([address, await page.evaluate(LOW_CONTRAST)]).toEqual([address, []])
    }
    const paper = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const brightness = Math.max(...(paper.match(/\d+/g) ?? []).map(Number))
    expect(brightness > 128).toBe(colorScheme === 'light')
  })

  test('who wants no motion gets none', async () => {
    const inbox = await testInbox()
    const page = await openPage(browser, inbox.url, { reducedMotion: 'reduce' })
    await page.getByText('Live', { exact: true }).waitFor()
    await send(inbox, shopEvent(ID, Date.now()))
    await page.locator('.row.fresh').waitFor()
    const name = `getComputedStyle(document.querySelector('.row.fresh')).animationName`
    expect(await page.evaluate(name)).toBe('none')
  })
})
