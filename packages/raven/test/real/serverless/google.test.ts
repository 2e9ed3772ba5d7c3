/** Functions of Google's framework: what was reported is there before the answer is. */

import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start, type Running } from '../../support/programs.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { course, freeze, taken, type Course } from './platform.ts'

const PROGRAM = fileURLToPath(new URL('programs/google-functions.mjs', import.meta.url))

interface Given {
  readonly on?: Course
  readonly env?: Readonly<Record<string, string>>
}

async function portOf({ child }: Running): Promise<number> {
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    const [, port] = /port (\d+)\n/.exec(said) ?? []
    if (port !== undefined) return Number(port)
  }
  throw new Error(`it ended: ${said}`)
}

/** The answer of a function; the process is frozen when it is there. */
async function called(kind: string, event: Record<string, string>, given: Given = {}) {
  const { on = await course(), env = {} } = given
  const running = start(PROGRAM, [kind], {
    env: { RAVEN_SPOOL_DIR: scratchFolder(), SENTRY_DSN: on.receiver.dsn, ...env },
  })
  const isHttp = /http|crash/.test(kind)
  const asked = request({
    host: '127.0.0.1',
    port: await portOf(running),
    path: isHttp ? `/tea?${new URLSearchParams(event).toString()}` : '/',
    method: isHttp ? 'GET' : 'POST',
    headers: isHttp ? { 'x-shop': 'blue' } : { 'content-type': 'application/json' },
  })
  asked.end(isHttp ? undefined : bodyOf(kind, event))
  const [response] = await once(asked, 'response')
  const { statusCode: status, headers } = response
  const body = await text(response)
  freeze(running, on)
  return { on, status, headers, body }
}

function bodyOf(kind: string, data: object): string {
  return kind === 'event'
    ? JSON.stringify({ data, context: { eventId: '7', eventType: 'tea.poured' } })
    : JSON.stringify({ specversion: '1.0', type: 'tea.poured', source: '/shop', id: '7', data })
}

const KINDS = ['http', 'async-http', 'cloudevent', 'cloudevent-callback', 'event']

describe.each(KINDS)('a function of the kind %s', (kind) => {
  const isHttp = kind.endsWith('http')

  test('that fails has its error there before its answer', async () => {
    const { status, body, on } = await called(kind, { way: 'fails', password: 'k9w2x7' })
    expect([status, body]).toEqual([500, 'no tea'])
    expect(on.order).toEqual(['event', 'answer'])
    const [sent] = taken(on)
    expect(sent).toMatchObject({
      exception: {
        values: [
          { value: 'no tea', mechanism: { type: 'auto.function.google_cloud', handled: false } },
        ],
      },
    })
    const query = { method: 'GET', query_string: 'way=fails&password=[Filtered]' }
    const data = { way: 'fails', password: '[Filtered]' }
    if (isHttp) expect(sent).toMatchObject({ request: query })
    else if (kind === 'event')
      expect(sent).toMatchObject({ extra: { event: data, context: { eventId: '7' } } })
    else expect(sent).toMatchObject({ extra: { event: { type: 'tea.poured', data } } })
  })

  test('that succeeds answers as without us, and what it said is there before', async () => {
    const { status, headers, body, on } = await called(kind, { way: 'says' })
    expect([status, JSON.parse(body)]).toEqual([200, { tea: 'green' }])
    if (isHttp) expect(headers).toMatchObject({ 'x-tea': 'green', 'content-length': '15' })
    expect(on.order).toEqual(['event', 'answer'])
  })

  test('that has nothing to tell waits for nothing', async () => {
    const { body, on } = await called(kind, {})
    expect([JSON.parse(body), on.order]).toEqual([{ tea: 'green' }, ['answer']])
  })
})

test('an answer is not held for longer than allowed', async () => {
  const on = await course(false)
  const { status } = await called('http', { way: 'fails' }, { on, env: { HELD_MS: '200' } })
  expect([status, on.order]).toEqual([500, ['answer']])
})

test('a crash that ends the process is answered all the same', async () => {
  const { status, body } = await called('crash', {}, { env: { INSTALL: 'yes' } })
  expect([status, body]).toEqual([500, 'no tea'])
})
