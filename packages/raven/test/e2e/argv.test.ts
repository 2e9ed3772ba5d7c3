/** A program that was started with its DSN as an argument has the secret among its data, and keeps it. */

import { expect, test } from 'vitest'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import type { Event } from '../../src/protocol/event.ts'
import { folderText } from '../support/folder-text.ts'
import { PACKAGE, start } from '../support/programs.ts'
import { Receiver, type Received } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`

function eventOf({ body }: Received): Event {
  const item = decodeEnvelope(body).items.find(({ headers }) => headers.type === 'event')
  return JSON.parse(new TextDecoder().decode(item?.payload)) as Event
}

/** What `start` had in its variables. */
function varsOf(event: Event) {
  const frames = event.exception?.values.at(-1)?.stacktrace?.frames ?? []
  return frames.findLast((frame) => frame.function === 'start')?.vars
}

test('the secret of a DSN among the arguments is neither kept nor sent', async () => {
  const secret = '0123456789abcdef0123456789abcdef'
  const gone = await Receiver.start()
  await gone.stop()
  const env = { RAVEN_SPOOL_DIR: scratchFolder() }
  const dsn = `http://public:${secret}@127.0.0.1:${gone.port}/1`
  const { code } = await start(`${PROGRAMS}/argv.mjs`, [dsn], { env }).ended
  expect(code).toBe(1)
  const kept = folderText(env.RAVEN_SPOOL_DIR)
  expect(kept).toContain('http://public:[Filtered]@')
  expect(kept).not.toContain(secret)

  const receiver = await Receiver.start(undefined, { port: gone.port })
  const next = await start(`${PROGRAMS}/next-start.mjs`, [dsn], { env }).ended
  expect({ code: next.code, stderr: next.stderr }).toEqual({ code: 0, stderr: '' })
  const sent = receiver.received.map(({ body }) => body.toString('latin1')).join('\n')
  expect(sent).not.toContain(secret)
  const events = receiver.received.map(eventOf)
  expect(events).toHaveLength(3)
  const address = `http://public:[Filtered]@127.0.0.1:${gone.port}/1`
  for (const event of events.filter(({ exception }) => exception))
    expect(varsOf(event)).toMatchObject({
      argv: [expect.any(String), expect.stringMatching(/argv\.mjs$/), address],
      address,
    })
})
