/** A real browser on the pages of a real inbox, watched for what must never happen. */

import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core'
import { onTestFinished } from 'vitest'
import type { TestInbox } from '../helpers/inbox.ts'
import { envelope, post } from '../helpers/inbox.ts'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the browser at this path. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ARGUMENTS })
}

/** A page, and what happened on it that must not: scripts' errors, dialogs, requests to elsewhere. */
export interface WatchedPage extends Page {
  readonly faults: readonly string[]
}

/** Opens a page in a browser profile of its own, which ends with the test. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  const { origin } = new URL(url)
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') faults.push(`console: ${line.text()}`)
  })
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const target = request.url()
    if (!target.startsWith(`${origin}/`) && !target.startsWith('data:'))
      faults.push(`request: ${target}`)
  })
  await page.goto(url)
  return Object.assign(page, { faults })
}

/** Sends one event as a client would, and waits until it is kept. */
export async function send(inbox: TestInbox, event: object, project = '1'): Promise<void> {
  const answer = await post(inbox, envelope(event), { path: `/api/${project}/envelope/` })
  if (!answer.ok) throw new Error(`the inbox answered ${answer.status}`)
}
