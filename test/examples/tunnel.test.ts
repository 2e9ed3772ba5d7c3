/** The example of a tunnel, started as its README says; its page's script runs here, with the means of a browser that it uses. */

import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { listener, started } from './example.ts'

test('tunnel hands on what the script of its page reports', async () => {
  const { dsn, came } = await listener()
  const { stdout } = started('tunnel', ['server.js'], dsn)
  const [url] = (await once(createInterface({ input: stdout }), 'line')) as [string]
  const page = await (await fetch(url)).text()
  expect(page).not.toContain('secret')
  const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? ''

  const answer = await new Promise<Response>((resolve, reject) => {
    const report = (path: string, init: RequestInit) => {
      // as a browser says of a page's own address
      const headers = { origin: url, 'sec-fetch-site': 'same-origin' }
      fetch(new URL(path, url), { ...init, headers }).then(resolve, reject)
    }
    const addEventListener = (_: string, heard: (event: object) => void) =>
      heard({ error: new ReferenceError('brew is not defined') })
    runInNewContext(script, { addEventListener, fetch: report, location: new URL(url) })
  })
  expect(answer.status).toBe(200)
  const [headers = '', , payload = ''] = await came
  expect(headers).not.toContain('dsn')
  expect(JSON.parse(payload)).toMatchObject({ message: 'brew is not defined' })
})

test('tunnel takes nothing of another page', async () => {
  const { stdout } = started('tunnel', ['server.js'], (await listener()).dsn)
  const [url] = (await once(createInterface({ input: stdout }), 'line')) as [string]
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const answer = await fetch(`${url}/report`, { method: 'POST', headers, body: '{}' })
  expect(answer.status).toBe(403)
})
