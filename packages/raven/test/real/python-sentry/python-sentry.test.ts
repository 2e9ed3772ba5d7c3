/** The envelope parser of Python's `sentry_sdk` reads what our client sends. */

import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { decodeEnvelope } from 'raven-ts/protocol'
import type { Event } from 'raven-ts/protocol'
import { describeWith } from '../../../../../test/describe-with.ts'
import { runProgram } from '../../../../../test/run-program.ts'
import { sendEverything } from '../support/sent.ts'
import type { Sent } from '../support/sent.ts'

/** What the parser found in one envelope. */
interface Found {
  readonly headers: Readonly<Record<string, unknown>>
  /** The headers of each item. */
  readonly items: readonly Readonly<Record<string, unknown>>[]
  readonly event: Event
  /** The event, after the parser's own side wrote the envelope and it was read once more. */
  readonly again: Event
}

const READER = fileURLToPath(new URL('read_envelopes.py', import.meta.url))

describeWith('python-sentry', (python) => {
  let sent: Sent
  let found: readonly Found[]

  beforeAll(async () => {
    sent = await sendEverything()
    const input = JSON.stringify(sent.envelopes.map((envelope) => envelope.toString('base64')))
    found = (await runProgram(python, [READER], input)) as readonly Found[]
  })

  function foundOf(id: string): Found {
    const [one, ...others] = found.filter(({ headers }) => headers['event_id'] === id)
    if (one === undefined || others.length > 0) throw new Error(`not one envelope of ${id}`)
    return one
  }

  test('each event is the one item of its envelope, and has the id of its headers', () => {
    expect(found.length).toBe(Object.keys(sent.ids).length)
    for (const { headers, items, event } of found) {
      expect(items.map((item) => item['type'])).toEqual(['event'])
      expect(event.event_id).toBe(headers['event_id'])
      expect(headers['sent_at']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    }
  })

  test('lengths count bytes, so that letters beyond ASCII are read whole', () => {
    const { event, items } = foundOf(sent.ids.chain)
    expect(event.exception?.values.at(-1)).toMatchObject({
      type: 'RangeError',
      value: 'no total for “this” cart\n😀',
    })
    const lines = sent.envelopes.map((bytes) => bytes.toString().split('\n'))
    const [, , payload = ''] = lines.find(([headers]) => headers?.includes(sent.ids.chain)) ?? []
    expect(items[0]?.['length']).toBe(Buffer.byteLength(payload))
    expect(payload.length).toBeLessThan(Buffer.byteLength(payload))
  })

  test('both sides read the same event, and so does whoever gets it from Python', () => {
    for (const envelope of sent.envelopes) {
      const { headers, items } = decodeEnvelope(envelope)
      const ours: unknown = JSON.parse(new TextDecoder().decode(items[0]?.payload))
      const { event, again } = foundOf(headers.event_id ?? '')
      expect(event).toEqual(ours)
      expect(again).toEqual(ours)
    }
  })

  test('an exception is read with its frames, user and tags', () => {
    const { event } = foundOf(sent.ids.exception)
    const [exception] = event.exception?.values ?? []
    expect(exception).toMatchObject({
      type: 'TypeError',
      value: "Cannot read properties of undefined (reading 'amount')",
    })
    expect(exception?.stacktrace?.frames.at(-1)).toMatchObject({
      function: 'readPrice',
      in_app: true,
    })
    expect(event).toMatchObject({
      level: 'error',
      user: { id: '42', username: 'ada', email: 'ada@example.com' },
      tags: { branch: 'main', attempt: '3' },
    })
  })
})
