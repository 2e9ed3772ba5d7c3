/** `sentry-testkit`, with which programs test what they report, reads what our client sends. */

import { basename } from 'node:path'
import sentryTestkit from 'sentry-testkit'
import { beforeAll, expect, test } from 'vitest'
import type { Event } from 'raven-ts/protocol'
import { sendEverything } from '../support/sent.ts'
import type { Sent } from '../support/sent.ts'

const { testkit, initNetworkInterceptor } = sentryTestkit()
let ids: Sent['ids']

beforeAll(async () => {
  const sent = await sendEverything()
  ids = sent.ids
  initNetworkInterceptor('http://public@127.0.0.1/1', (_origin, _takeEvent, takeEnvelope) => {
    for (const envelope of sent.envelopes) takeEnvelope(envelope)
  })
})

function reportOf(id: string) {
  const [report, ...others] = testkit
    .reports()
    .filter(({ originalReport }) => originalReport.event_id === id)
  if (report === undefined || others.length > 0) throw new Error(`not one report of ${id}`)
  return { ...report, event: report.originalReport as Event }
}

test('every event is a report, and nothing else is read', () => {
  expect(testkit.reports().length).toBe(3)
  expect(testkit.attachments()).toEqual([])
  expect(testkit.clientReports()).toEqual([])
})

test('an exception is read with its frames, level, release, user, tags and extra', () => {
  const { error, ...report } = reportOf(ids.exception)
  expect(error).toMatchObject({
    name: 'TypeError',
    message: "Cannot read properties of undefined (reading 'amount')",
  })
  const innermost = error?.stacktrace.frames?.at(-1)
  expect(innermost).toMatchObject({ function: 'readPrice', in_app: true })
  expect(basename(innermost?.filename ?? '')).toBe('program.mjs')
  expect(innermost?.context_line?.trim()).toBe('return item.price.amount')
  expect(report).toMatchObject({
    level: 'error',
    release: 'shop@1.2.3',
    user: { id: '42', username: 'ada', email: 'ada@example.com' },
    tags: { branch: 'main', attempt: '3' },
    extra: { cart: ['lamp'], password: '[Filtered]' },
    breadcrumbs: { values: [{ category: 'cart', message: 'added a lamp', data: { count: 2 } }] },
  })
})

test('a chain is read whole; the first of the list, which is the kit’s `error`, is the cause', () => {
  const { error, level, event } = reportOf(ids.chain)
  expect(level).toBe('fatal')
  expect(error?.name).toBe('TypeError')
  expect(event.exception?.values.map(({ type, value }) => [type, value])).toEqual([
    ['TypeError', "Cannot read properties of undefined (reading 'amount')"],
    ['RangeError', 'no total for “this” cart\n😀'],
  ])
})

test('a message is read with its template, as parameterised ones of other clients are', () => {
  const { level, event } = reportOf(ids.message)
  expect(level).toBe('warning')
  expect(event.logentry).toEqual({
    message: 'only %s sheets left',
    params: [7],
    formatted: 'only 7 sheets left',
  })
})
