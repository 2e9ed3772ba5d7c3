/** A real page in a real browser with `@sentry/browser`, which hands back the events it would send. */
import { createServer } from 'node:http'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { ROOT } from '../../../../../tools/real-parts.mjs'

const PAGE = join(import.meta.dirname, 'programs/page.js')
const CLIENT_FOLDER = join(ROOT, 'packages/inbox/test/real/sentry-browser')
const MORE = `export function audit(list, note) { return list.map((entry) => entry + note) }\n`
const BUILDS = {
  plain: { minify: false, before: '' },
  shifted: { minify: false, before: `/* a licence\n of lines */\n${MORE}` },
  small: { minify: true, before: '' },
  smallShifted: { minify: true, before: MORE },
}

/** One script: its path with its hash, and its text. */
async function bundle(options) {
  const { outputFiles } = await build({ bundle: true, write: false, logLevel: 'error', ...options })
  const text = outputFiles[0].text
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
  return { path: `/assets/app-${hash}.js`, text }
}

async function scripts() {
  const contents = readFileSync(PAGE, 'utf8')
  const entries = Object.entries(BUILDS).map(async ([name, { minify, before }]) => [
    name,
    await bundle({
      stdin: { contents: before + contents, resolveDir: CLIENT_FOLDER },
      minify,
      format: 'iife',
      globalName: 'Shop',
    }),
  ])
  return Object.fromEntries(await Promise.all(entries))
}

/** Opens the browser; `run` answers the event of one call, `close` ends it. */
export async function openBrowser(executablePath) {
  const built = await scripts()
  const client = await bundle({
    stdin: { contents: "export * from '@sentry/browser'", resolveDir: CLIENT_FOLDER },
    format: 'iife',
    globalName: 'Sentry',
  })
  const served = new Map([client, ...Object.values(built)].map(({ path, text }) => [path, text]))
  const server = createServer((req, res) => {
    const script = served.get(req.url)
    const page = req.url === '/cart'
    res.writeHead(page || script ? 200 : 404, {
      'content-type': script ? 'text/javascript' : 'text/html',
    })
    res.end(script ?? (page ? '<!doctype html><title>Shop</title>' : 'nothing here'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${server.address().port}`
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  return {
    async run({ build: name, name: fn, args }) {
      const page = await browser.newPage()
      await page.goto(`${origin}/cart`)
      await page.addScriptTag({ url: client.path })
      await page.addScriptTag({ url: built[name].path })
      const event = await page.evaluate(callAndReport, { fn, args })
      await page.close()
      return JSON.parse(JSON.stringify(event).replaceAll(origin, 'https://shop.test'))
    },
    async close() {
      await browser.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Runs on the page. */
/* global Sentry, Shop */
function callAndReport({ fn, args }) {
  return new Promise((resolve) => {
    Sentry.init({
      dsn: 'https://public@127.0.0.1/1',
      beforeSend(event) {
        resolve(event)
        return null
      },
    })
    Promise.resolve()
      .then(() => Shop[fn](...args))
      // oxlint-disable-next-line typescript/use-unknown-in-catch-callback-variable -- no types on the page
      .catch((error) => Sentry.captureException(error))
  })
}
