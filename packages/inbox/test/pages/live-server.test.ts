import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openTestInbox } from './inbox-of.ts'

test('over HTTP too, a page that goes away is forgotten', async () => {
  const inbox = await openTestInbox()
  const server = serve({ fetch: inbox.pages.fetch, port: 0, hostname: '127.0.0.1' })
  onTestFinished(async () => {
    server.close()
    await inbox.close()
  })
  if (!server.listening) await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`

  const leaving = new AbortController()
  const pages = await Promise.all([1, 2, 3].map(() => fetch(url, { signal: leaving.signal })))
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200])
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
  expect(inbox.live.listeners).toBe(3)
  leaving.abort()
  await vi.waitFor(() => expect(inbox.live.listeners).toBe(0), { timeout: 10_000 })
})
