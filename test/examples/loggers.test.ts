/** Every example of a logger, started as its README says, into a real inbox: what it says is there. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startInbox } from 'raven-inbox'
import type { Event } from 'raven-ts'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../../tools/real-parts.mjs'

const EXAMPLES = join(ROOT, 'examples')
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'log.js')))

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'raven-example-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** All events there are, oldest first. */
async function eventsIn(inbox: string): Promise<readonly Event[]> {
  const answer = await fetch(new URL('api/0/1/search/?q=tea', inbox))
  const { rows } = (await answer.json()) as { rows: { eventId: string }[] }
  const events = rows.map(async ({ eventId }) => {
    const one = await fetch(new URL(`api/0/1/events/${eventId}/`, inbox))
    return ((await one.json()) as { event: Event }).event
  })
  return (await Promise.all(events)).toSorted((a, b) => Number(a.timestamp) - Number(b.timestamp))
}

test.each(names)('%s reports what is said, where it is said', async (name) => {
  const inbox = await startInbox({ file: join(scratch(), 'inbox.db'), port: 0 })
  onTestFinished(() => inbox.close())
  const child = spawn(process.execPath, ['log.js'], {
    cwd: join(EXAMPLES, name),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, SENTRY_DSN: inbox.dsn(), RAVEN_SPOOL_DIR: scratch() },
  })
  expect(await once(child, 'exit')).toEqual([0, null])
  const [warning, error, ...rest] = await eventsIn(inbox.url)
  expect(rest).toEqual([])
  expect(warning).toMatchObject({
    level: 'warning',
    logger: 'shop',
    logentry: { message: expect.stringMatching(/^there is no (%s|\{kind\}) tea$/) as unknown },
    tags: { shop: 'tea' },
    extra: { shelf: 3 },
    breadcrumbs: { values: [{ level: 'info', message: 'somebody asks for green tea' }] },
  })
  expect(callerOf(warning)).toMatchObject({
    function: 'serve',
    filename: 'log.js',
    context_line: expect.stringContaining('logger.warn(') as unknown,
  })
  expect(error).toMatchObject({
    level: 'error',
    logentry: { message: 'nobody was served' },
    exception: { values: [{ type: 'RangeError', value: 'the tea is gone' }] },
  })
})

function callerOf(event: Event | undefined) {
  return event?.threads?.values[0]?.stacktrace?.frames.findLast((frame) => frame.in_app)
}
