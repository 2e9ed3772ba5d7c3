/** `@sentry/node` 11 reports to the inbox. */

import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram } from '../../../../../test/run-program.ts'
import { callsOf, chainOf, lineFinder, startReceiver } from '../support/receiver.ts'
import type { Receiver } from '../support/receiver.ts'

/** What the program says on stdout. */
interface Report {
  readonly ids: Readonly<Record<'exception' | 'message' | 'parameterized', string>>
  /** Each request of the client: its items, and the status it was answered with. */
  readonly sent: readonly { readonly status: number; readonly types: readonly string[] }[]
  readonly flushed: boolean
}

const PROGRAM = fileURLToPath(new URL('program.mjs', import.meta.url))

let inbox: Receiver
let report: Report

beforeAll(async () => {
  inbox = await startReceiver()
  report = (await runProgram(process.execPath, [PROGRAM, inbox.dsn])) as Report
})

afterAll(() => inbox.close())

test('every request is answered with 200, and the client is done', () => {
  expect(report.sent.map(({ status }) => status)).toEqual(report.sent.map(() => 200))
  expect(report.flushed).toBe(true)
})

test('every item is acknowledged, whatever its kind', async () => {
  const types = report.sent.flatMap((request) => request.types)
  const sent = Object.fromEntries(
    types.map((type) => [type, types.filter((other) => other === type).length]),
  )
  expect(await inbox.items()).toEqual(sent)
  expect(sent).toEqual({
    event: 3,
    attachment: 1,
    session: 2,
    span: 1,
    log: 1,
    trace_metric: 1,
    check_in: 1,
    feedback: 1,
    client_report: 1,
  })
})

test('an exception comes with its cause, their calls, user, tags, breadcrumbs and extra', async () => {
  const shown = await inbox.event(report.ids.exception)
  const line = await lineFinder(PROGRAM)
  expect(shown).toMatchObject({
    title: 'RangeError: no total for this cart',
    culprit: 'program in totalOf',
    level: 'error',
    platform: 'node',
    release: 'shop@1.2.3',
    environment: 'staging',
    sdk: 'sentry.javascript.node/11.12.0',
  })
  expect(chainOf(shown)).toEqual([
    'RangeError: no total for this cart',
    "TypeError: Cannot read properties of undefined (reading 'amount')",
  ])
  expect(callsOf(shown, 'program.mjs').slice(0, 2)).toEqual([
    `*totalOf ${line('throw new RangeError')}`,
    `*? ${line('totalOf([{}])')}`,
  ])
  expect(callsOf(shown, 'program.mjs', 1).slice(0, 2)).toEqual([
    `*readPrice ${line('return item.price.amount')}`,
    `*totalOf ${line('return cart.map(readPrice)')}`,
  ])
  expect(shown.event).toMatchObject({
    server_name: 'till-7',
    user: { id: '42', username: 'ada', email: 'ada@example.com' },
    tags: { branch: 'main', attempt: '3' },
    breadcrumbs: { values: [{ category: 'cart', message: 'added a lamp', data: { count: 2 } }] },
    extra: { cart: { items: ['lamp', '[Object]'] } },
  })
  const ownFrame = shown.event.exception?.values.at(-1)?.stacktrace?.frames.at(-1)
  expect(ownFrame?.context_line?.trim()).toMatch(/^throw new RangeError/)
})

test('the page of the exception says so too', async () => {
  const { page } = await inbox.event(report.ids.exception)
  const line = await lineFinder(PROGRAM)
  expect(page).toContain('RangeError no total for this cart')
  expect(page).toContain('Caused by TypeError Cannot read properties of undefined')
  expect(page).toContain(`program.mjs:${line('throw new RangeError')}`)
  expect(page).toContain('branch main')
  expect(page).toContain('email ada@example.com')
  expect(page).toContain('added a lamp')
})

test('a message comes with its level, and with its stack though that has no type', async () => {
  const shown = await inbox.event(report.ids.message)
  const line = await lineFinder(PROGRAM)
  expect(shown).toMatchObject({ title: 'the till is low on paper', level: 'warning' })
  expect(shown.event.logentry).toEqual({ formatted: 'the till is low on paper' })
  expect(callsOf(shown, 'program.mjs')).toEqual([`*? ${line("Sentry.captureMessage('the")}`])
  expect(shown.page).toContain('the till is low on paper')
})

test('a message with parameters comes with its template', async () => {
  const shown = await inbox.event(report.ids.parameterized)
  expect(shown).toMatchObject({ title: 'only 7 sheets left', level: 'info' })
  expect(shown.event.logentry).toEqual({
    message: 'only %s sheets left',
    params: [7],
    formatted: 'only 7 sheets left',
  })
  expect(shown.page).toContain('Template only %s sheets left')
})
