/**
 * The README's picture, taken from a real page.
 *
 * Fonts differ from machine to machine, and so do the bytes: the file is written only on demand, by
 * `RAVEN_PICTURE=1 npx vitest run packages/inbox/test/browser/picture.test.ts`.
 */

import { writeFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../../../test/describe-with.ts'
import { eventId, testInbox } from '../helpers/inbox.ts'
import { shopEvent } from '../pages/sample-event.ts'
import { launch, openPage, send } from './open-page.ts'

const PICTURE = new URL('../../../../docs/inbox.png', import.meta.url)
const SIZE = { width: 1180, height: 820 }
const EVENTS = 41

describeWith('chromium', (path) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(path)
  })
  afterAll(() => browser.close())

  test('the picture of the README shows an issue of the shop', async () => {
    const inbox = await testInbox()
    const now = Date.now()
    for (let index = 1; index <= EVENTS; index++) {
      const id = `7d3c9a51e8f04b6${eventId(index).slice(15)}`
      await send(inbox, shopEvent(id, now - (EVENTS - index) ** 1.9 * 73_000 - 40_000))
    }
    const page = await openPage(browser, `${inbox.origin}/issues/1/`, {
      viewport: SIZE,
      deviceScaleFactor: 2,
    })
    await page.getByText('Live', { exact: true }).waitFor()
    expect(await page.locator('.source').first().isVisible()).toBe(true)
    const picture = await page.screenshot({ caret: 'hide' })
    // A PNG begins with its name, and says its size in its first chunk.
    expect(picture.toString('latin1', 1, 4)).toBe('PNG')
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([
      2 * SIZE.width,
      2 * SIZE.height,
    ])
    if (process.env['RAVEN_PICTURE'] === '1') await writeFile(PICTURE, picture)
  })
})
