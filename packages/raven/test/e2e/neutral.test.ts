/** The entry for runtimes that have nothing but web standards, into a real inbox. */

import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startInbox } from '../../../inbox/src/index.ts'
import { Client } from '../../src/index.ts'
import { scratchFolder } from '../support/scratch.ts'

async function inbox() {
  const started = await startInbox({ file: join(scratchFolder(), 'inbox.db'), port: 0 })
  onTestFinished(() => started.close())
  return started
}

test('delivers by fetch, with stack and context, and says whether it did', async () => {
  const started = await inbox()
  const client = new Client(started.dsn())
  const id = client.withContext({ tags: { order: '7' } }, () =>
    client.captureException(new TypeError('no price')),
  )
  expect(await client.flush(50_000)).toBe(true)
  expect(await client.delivered(id)).toEqual({ outcome: 'sent', status: 200 })
  const response = await fetch(new URL(`/api/0/1/events/${id}/`, started.url))
  expect(await response.json()).toMatchObject({
    event: {
      platform: 'javascript',
      sdk: { name: 'raven.javascript' },
      exception: { values: [{ type: 'TypeError', value: 'no price' }] },
    },
  })
  await client.close()
})

test('keeps events in memory while the server is away, and gives them up when closed', async () => {
  const said: string[] = []
  const client = new Client('http://public@127.0.0.1:9/1', {
    diagnostics: (line) => void said.push(line),
  })
  client.captureMessage('one')
  expect(await client.flush(5000)).toBe(false)
  expect(client.stats()).toMatchObject({ captured: 1, spooled: 1 })
  expect(await client.close(0)).toBe(false)
  expect(client.stats()).toMatchObject({ spooled: 0, dropped: { closed: 1 } })
  expect(said).toEqual(['raven: an event was lost: closed'])
})
