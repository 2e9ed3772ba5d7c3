import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { Router } from '@koa/router'
import Koa, { type Middleware } from 'koa'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ClientOptions } from 'raven-ts'
import { ravenKoa, type RavenContext } from 'raven-ts/contrib/koa'
import { record, type Recorder } from 'raven-ts/testing'
import { PACKAGE, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'
import { listen } from './listen.ts'

type Shop = Recorder & { readonly url: string }
type Own = Middleware<Koa.DefaultState, RavenContext>

/** An app with both of ours first, and then what is given. */
async function serve(
  middleware: Own,
  { proxy = false, ...options }: ClientOptions & { proxy?: boolean } = {},
): Promise<Shop> {
  const recorder = record({ diagnostics: false, ...options })
  const raven = ravenKoa({ client: recorder.client })
  const app = new Koa<Koa.DefaultState, RavenContext>({ proxy })
  app.silent = true
  app.use(raven.requests)
  app.use(raven.errors)
  app.use(middleware)
  const answer = app.callback()
  const server = createServer((request, response) => void answer(request, response))
  const { url, close } = await listen(server, () => raven.uninstall())
  onTestFinished(close)
  return { ...recorder, url }
}

const valuesOf = async ({ events }: Shop): Promise<unknown[]> =>
  (await events()).map(({ exception }) => exception?.values.at(-1)?.value)

test('what Koa prints, and who listens to it, is the same with us', async () => {
  const receiver = await Receiver.start()
  const run = (args: string[]) =>
    start(`${PACKAGE}test/contrib/programs/koa-server.mjs`, args, {
      env: { RAVEN_SPOOL_DIR: scratchFolder() },
    }).ended
  const [bare, watched] = await Promise.all([run([]), run([receiver.dsn])])
  const plain = (text: string) => text.replaceAll(/^ +at .*\n/gm, '')
  expect({ ...watched, stderr: plain(watched.stderr) }).toEqual({
    ...bare,
    stderr: plain(bare.stderr),
  })
  expect(bare.stderr).toContain('no order')
  expect(receiver.received).toHaveLength(2)
})

describe('reported once is', () => {
  test('an answer that cannot be put into words', async () => {
    const shop = await serve((ctx) => {
      const body: Record<string, unknown> = {}
      ctx.body = Object.assign(body, { body })
    })
    expect((await fetch(shop.url)).status).toBe(500)
    expect(await valuesOf(shop)).toEqual([expect.stringContaining('circular')])
  })

  test('what middleware of the app answers and tells the app of', async () => {
    const shop = await serve((ctx) => {
      ctx.status = 503
      ctx.body = 'sorry'
      ctx.app.emit('error', new Error('told'), ctx)
    })
    expect((await fetch(shop.url)).status).toBe(503)
    expect(await valuesOf(shop)).toEqual(['told'])
  })

  test.each([{ code: 7 }, 'a mere text'])('%j, which is no error', async (thrown) => {
    const shop = await serve(() => {
      throw thrown
    })
    expect((await fetch(shop.url)).status).toBe(500)
    await shop.expectOne()
  })

  test('a body that fails by its own pipe', async () => {
    const shop = await serve((ctx) => {
      ctx.respond = false
      const source = new Readable({ read() {} })
      source.on('error', (error) => {
        ctx.onerror(error)
        ctx.res.end()
      })
      ctx.res.statusCode = 200
      source.push('half')
      source.pipe(ctx.res)
      source.once('data', () => setImmediate(() => source.destroy(new Error('source failed'))))
    })
    await (await fetch(shop.url)).text()
    expect(await valuesOf(shop)).toEqual(['source failed'])
  })
})

test('a client that leaves in the middle of a body is nobody’s error', async () => {
  const told: unknown[] = []
  const shop = await serve((ctx) => {
    ctx.app.once('error', (error) => told.push(error))
    const source = new Readable({ read() {} })
    source.push('half')
    ctx.body = source
  })
  const leaving = new AbortController()
  const response = await fetch(shop.url, { signal: leaving.signal })
  leaving.abort()
  await response.text().catch(() => {}) // we left
  await expect.poll(() => told).toHaveLength(1)
  await shop.expectNone()
})

test.each([
  [true, '203.0.113.9', 'https://shop.example/x'],
  [false, '127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+\/x$/],
])('with proxy %s the address is %s', async (proxy, address, url) => {
  const fail: Own = (ctx) => {
    ctx.state.user = { id: 7, email: 'ann@example.com' }
    throw new Error('no')
  }
  const shop = await serve(fail, { proxy, sendDefaultPii: true })
  await fetch(`${shop.url}/x`, {
    headers: {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-proto': 'https',
    },
  })
  const event = await shop.expectOne()
  expect(event.request).toMatchObject({ env: { REMOTE_ADDR: address } })
  expect(event.request?.url).toMatch(url)
  expect(event.user).toMatchObject({ id: '7', is_authenticated: true })
})

test.each([
  ['/tea/green', 'GET /^\\/tea\\/(.*)/'],
  ['/shops/north/orders/7?a=/b', 'GET /shops/:shop/orders/:id'],
])('the transaction of %s is %s', async (path, transaction) => {
  const fail: Middleware = ({ url }) => {
    throw new Error(`no ${url}`)
  }
  const orders = new Router().get('/orders/:id', fail)
  const shops = new Router().use('/shops/:shop', orders.routes()).get(/^\/tea\/(.*)/, fail)
  const shop = await serve(shops.routes() as unknown as Own) // its context has more than it says of itself
  await fetch(shop.url + path)
  expect((await shop.events()).map((event) => event.transaction)).toEqual([transaction])
})
