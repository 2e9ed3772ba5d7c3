/** pino's transport in a thread of its own, as its users name it. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startInbox } from 'raven-inbox'
import type { Event } from 'raven-ts'
import { expect, onTestFinished, test } from 'vitest'

const PROGRAM = `
import { pino } from 'pino'
const transport = pino.transport({
  target: 'raven-ts/contrib/pino',
  options: { dsn: process.env.SENTRY_DSN, level: 'audit', customLevels: { audit: 45 }, tags: { side: 'thread' } },
})
const logger = pino({ name: 'shop', customLevels: { audit: 45 } }, transport)
logger.info('somebody asks for tea')
logger.child({ shelf: 3 }).audit('there is no tea')
logger.error(Object.assign(new RangeError('too hot'), { degrees: 99 }), 'the tea failed')
`

test('reports what the thread is told, and the program ends once it has left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'raven-pino-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const inbox = await startInbox({ file: join(folder, 'inbox.db'), port: 0 })
  onTestFinished(() => inbox.close())
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PATH: process.env.PATH, SENTRY_DSN: inbox.dsn(), RAVEN_SPOOL_DIR: folder },
  })
  expect(await once(child, 'exit')).toEqual([0, null])
  const answer = await fetch(new URL('api/0/1/search/?q=tea', inbox.url))
  const { rows } = (await answer.json()) as { rows: { eventId: string }[] }
  const events = await Promise.all(
    rows.map(async ({ eventId }) => {
      const one = await fetch(new URL(`api/0/1/events/${eventId}/`, inbox.url))
      return ((await one.json()) as { event: Event }).event
    }),
  )
  const noted = events.find(({ exception }) => !exception)
  const failed = events.find(({ exception }) => exception)
  expect(events).toHaveLength(2)
  expect(noted).toMatchObject({
    level: 'warning',
    logger: 'shop',
    logentry: { formatted: 'there is no tea' },
    extra: { shelf: 3 },
    tags: { side: 'thread' },
    breadcrumbs: { values: [{ level: 'info', message: 'somebody asks for tea' }] },
  })
  expect(failed).toMatchObject({
    level: 'error',
    logentry: { message: 'the tea failed' },
    exception: { values: [{ type: 'RangeError', value: 'too hot' }] },
  })
  expect(failed?.exception?.values[0]?.stacktrace?.frames.length).toBeGreaterThan(0)
  expect(failed?.extra ?? {}).not.toHaveProperty('err')
})
