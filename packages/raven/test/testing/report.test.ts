/** The page that a failing run leaves. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { record } from 'raven-ts/testing'
import { describeWith } from '../../../../test/describe-with.ts'
import { scratchFolder } from '../support/scratch.ts'

const HOSTILE = `</pre></style><script>document.title = 'mine'</script><img src="http://localhost/x" onerror='document.title = 1'>`

const messageOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  )

/** A failure of a shop in which everything that can be named is hostile. */
async function hostileReport(): Promise<string> {
  const report = join(scratchFolder(), 'report.html')
  const errors = record({ report, release: HOSTILE })
  errors.client.captureBreadcrumb({
    category: HOSTILE,
    message: HOSTILE,
    data: { [HOSTILE]: HOSTILE },
  })
  const failure = new TypeError(HOSTILE, { cause: new Error(HOSTILE) })
  failure.name = HOSTILE
  errors.client.captureException(failure, {
    tags: { order: HOSTILE },
    extra: { [HOSTILE]: HOSTILE },
    user: { id: HOSTILE },
  })
  errors.client.captureMessage(HOSTILE)
  const said = await messageOf(errors.expectOne({ message: `not ${HOSTILE}` }))
  expect(said).toContain(`the whole events: ${report}`)
  return report
}

test('each failure is added, and a passing test leaves nothing', async () => {
  const report = join(scratchFolder(), 'report.html')
  vi.stubEnv('RAVEN_TEST_REPORT', report)
  const errors = record()
  errors.client.captureMessage('the first')
  await errors.expectOne({ message: 'the first' })
  await errors.check()
  expect(existsSync(report)).toBe(false)
  await messageOf(errors.expectNone())
  const other = record()
  await messageOf(other.expectOne({ type: 'TypeError' }))
  const page = readFileSync(report, 'utf8')
  expect(page.match(/<article>/g)).toHaveLength(2)
  expect(page.match(/<!doctype html>/g)).toHaveLength(1)
  expect(page).toContain('#1 the first')
})

test('what was captured stands there as text alone', async () => {
  const page = readFileSync(await hostileReport(), 'utf8')
  expect(page.match(/<(script|img)/g)).toBeNull()
  expect(page.match(/<\/style>/g)).toHaveLength(1)
  expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThan(10)
})

test('a file that cannot be written costs a word and not the failure', async () => {
  const errors = record({ report: join(scratchFolder(), 'no', 'such', 'folder.html') })
  const said = await messageOf(errors.expectOne({ type: 'TypeError' }))
  expect(said).toMatch(/^expected an event/)
  expect(said).toMatch(/no report in .*folder\.html: Error: ENOENT/)
})

describeWith('chromium', (path) => {
  test('a browser shows it, runs nothing and asks for nothing, by day and by night', async () => {
    const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] })
    onTestFinished(() => browser.close())
    const report = await hostileReport()
    const colors = new Set<string>()
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme })
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.goto(`file://${report}`)
      expect(asked).toEqual([`file://${report}`])
      expect(await page.title()).toBe('Failed tests: what was captured')
      expect(await page.locator('script, img').count()).toBe(0)
      expect(await page.locator('article > details > summary').allTextContents()).toHaveLength(2)
      const told = await page.locator('article > details > pre').first().textContent()
      expect(told).toMatch(/^ {2}> +\d+ .*new TypeError\(HOSTILE/m)
      expect(told).toContain(`Breadcrumbs\n  `)
      expect(told?.split(HOSTILE).length).toBeGreaterThan(5)
      colors.add(await page.evaluate('getComputedStyle(document.body).color'))
    }
    expect(colors.size).toBe(2)
  })
})
