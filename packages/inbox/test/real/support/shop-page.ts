/** A page of another origin than the inbox's, with a client by others, in a real browser. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { launch } from '../../browser/open-page.ts'

/** The scripts of the page, in the order in which they run. */
export interface Scripts {
  /** The client, served as `/client.js`. */
  readonly client: string
  /** The program that uses it, served as `/app.js`. */
  readonly app: string
}

/** A request of the page to the inbox, as the browser saw it answered. */
export interface Answered {
  readonly method: string
  readonly url: URL
  readonly contentType: string | undefined
  readonly status: number
}

/** The open page. */
export interface ShopPage {
  readonly page: Page
  /** Requests to other origins, in the order of their answers. */
  readonly answers: readonly Answered[]
  close(): Promise<void>
}

const HTML = `<!doctype html>
<title>Shop</title>
<link rel="icon" href="data:,">
<script src="/client.js"></script>
<script src="/app.js"></script>`

/** Serves the page from 127.0.0.1 and opens it. */
export async function openShop(browserPath: string, scripts: Scripts): Promise<ShopPage> {
  const server = await serve({
    '/': ['text/html', HTML],
    '/client.js': ['text/javascript', scripts.client],
    '/app.js': ['text/javascript', scripts.app],
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launch(browserPath)
  const page = await browser.newPage()
  const answers = watch(page, origin)
  await page.goto(`${origin}/`)
  return {
    page,
    answers,
    close: async () => {
      await browser.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

async function serve(files: Readonly<Record<string, readonly [string, string]>>): Promise<Server> {
  const server = createServer((request, response) => {
    const [type, text] = files[request.url ?? ''] ?? ['text/plain', undefined]
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': type }).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function watch(page: Page, ownOrigin: string): readonly Answered[] {
  const answers: Answered[] = []
  page.on('response', (response) => {
    const url = new URL(response.url())
    if (url.origin === ownOrigin || url.protocol === 'data:') return
    answers.push({
      method: response.request().method(),
      url,
      contentType: response.request().headers()['content-type'],
      status: response.status(),
    })
  })
  return answers
}
