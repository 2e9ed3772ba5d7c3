/** `raven` 2.6.4, which packs its events as base64 of zlib, reports to the inbox. */

import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram } from '../../../../../test/run-program.ts'
import { callsOf, chainOf, lineFinder, startReceiver } from '../support/receiver.ts'
import type { Receiver } from '../support/receiver.ts'

/** What the program says on stdout. */
interface Report {
  readonly ids: Readonly<Record<'exception' | 'message', string>>
  readonly answers: readonly { readonly path: string; readonly status: number }[]
}

const PROGRAM = fileURLToPath(new URL('program.cjs', import.meta.url))
const USER = { id: '42', username: 'ada', email: 'ada@example.com' }

let inbox: Receiver
let report: Report

beforeAll(async () => {
  inbox = await startReceiver()
  report = (await runProgram(process.execPath, [PROGRAM, inbox.dsn])) as Report
})

afterAll(() => inbox.close())

test('every request goes to the store endpoint, and is answered with 200', async () => {
  const taken = { path: '/api/1/store/', status: 200 }
  expect(report.answers).toEqual([taken, taken])
  expect(await inbox.items()).toEqual({ event: 2 })
})

test('an exception comes with its calls, user, tags, breadcrumbs and extra', async () => {
  const shown = await inbox.event(report.ids.exception)
  const line = await lineFinder(PROGRAM)
  expect(shown).toMatchObject({
    title: "TypeError: Cannot read properties of undefined (reading 'amount')",
    culprit: 'program.cjs at readPrice',
    level: 'error',
    platform: 'node',
    release: '1.2.3',
    environment: 'staging',
    sdk: 'raven-node/2.6.4',
  })
  expect(chainOf(shown)).toEqual([shown.title])
  expect(callsOf(shown, 'program.cjs').slice(0, 3)).toEqual([
    `*readPrice ${line('return item.price.amount')}`,
    `*totalOf ${line('return cart.map(readPrice)')}`,
    `*captureTotal ${line('totalOf([{}])')}`,
  ])
  expect(shown.event).toMatchObject({
    server_name: 'till-7',
    user: USER,
    tags: { branch: 'main', attempt: '3' },
    breadcrumbs: { values: [{ category: 'cart', message: 'added a lamp', data: { count: 2 } }] },
    extra: { cart: ['lamp'] },
  })
  const innermost = shown.event.exception?.values[0]?.stacktrace?.frames.at(-1)
  expect(innermost?.context_line?.trim()).toBe('return item.price.amount')
})

test('the page of the exception says so too', async () => {
  const { page } = await inbox.event(report.ids.exception)
  const line = await lineFinder(PROGRAM)
  expect(page).toContain('TypeError Cannot read properties of undefined')
  expect(page).toContain(`program.cjs:${line('return item.price.amount')}`)
  expect(page).toContain('branch main')
  expect(page).toContain('email ada@example.com')
})

test('a message comes with its level, user and tags', async () => {
  const shown = await inbox.event(report.ids.message)
  expect(shown).toMatchObject({ title: 'the till is low on paper', level: 'warning' })
  expect(shown.event).toMatchObject({
    logentry: { formatted: 'the till is low on paper' },
    user: USER,
    tags: { branch: 'main' },
  })
})

test('its time, which has neither zone nor fraction, is taken as UTC', async () => {
  const { happenedAt, receivedAt } = await inbox.event(report.ids.message)
  expect(happenedAt % 1000).toBe(0)
  expect(Math.abs(receivedAt - happenedAt)).toBeLessThan(60_000)
})
