/** Every example of a web framework, started as its README says, driven over HTTP into a real inbox. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { startInbox } from 'raven-inbox'
import type { Event } from 'raven-ts'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../../tools/real-parts.mjs'

const EXAMPLES = join(ROOT, 'examples')
const PATIENCE_MS = 30_000
const PAUSE_MS = 50

/** An example is a web app when it is one file, `app.js`; `shop` is the demo's and has a test of its own. */
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'app.js')))

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'raven-example-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function startApp(name: string, dsn: string): Promise<string> {
  const child = spawn(process.execPath, [join(EXAMPLES, name, 'app.js')], {
    cwd: join(EXAMPLES, name),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, SENTRY_DSN: dsn, PORT: '0', RAVEN_SPOOL_DIR: scratch() },
  })
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0]
    if (url) return url
  }
  throw new Error(`${name} ended before it listened`)
}

/** The one event of a search, when it is there. */
async function arrived(inbox: string, words: string): Promise<Event> {
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    const response = await fetch(new URL(`api/0/1/search/?q=${encodeURIComponent(words)}`, inbox))
    const { rows } = (await response.json()) as { rows: { eventId: string }[] }
    expect(rows.length).toBeLessThanOrEqual(1)
    const [row] = rows
    if (row) {
      const answer = await fetch(new URL(`api/0/1/events/${row.eventId}/`, inbox))
      return ((await answer.json()) as { event: Event }).event
    }
    await sleep(PAUSE_MS)
  }
  throw new Error('no event came')
}

test.each(names)('%s reports its error with request, route and user', async (name) => {
  const inbox = await startInbox({ file: join(scratch(), 'inbox.db'), port: 0 })
  onTestFinished(() => inbox.close())
  const url = await startApp(name, inbox.dsn())
  expect((await fetch(url)).status).toBe(200)
  const response = await fetch(`${url}/orders/4711?from=mail`)
  expect(response.status).toBe(500)
  const event = await arrived(inbox.url, 'order 4711')
  expect(await response.json()).toMatchObject({ id: event.event_id })
  expect(event).toMatchObject({
    exception: { values: [{ value: 'there is no order 4711', mechanism: { handled: false } }] },
    transaction: expect.stringMatching(/^GET \/orders\/(:id|\{id\})$/) as unknown,
    request: { method: 'GET', url: `${url}/orders/4711`, query_string: [['from', 'mail']] },
    user: { id: '42', username: 'ann' },
    tags: { shop: 'tea' },
  })
})
