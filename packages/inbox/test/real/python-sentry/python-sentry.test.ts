/** Debian's `sentry_sdk` for Python reports to the inbox. */

import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../../../../test/describe-with.ts'
import { runProgram } from '../../../../../test/run-program.ts'
import { callsOf, chainOf, lineFinder, startReceiver } from '../support/receiver.ts'
import type { Receiver } from '../support/receiver.ts'

/** What the program says on stdout. */
interface Report {
  readonly ids: Readonly<Record<'exception' | 'message' | 'parameterized', string>>
  readonly answers: readonly {
    readonly endpoint: string
    readonly encoding: string | null
    readonly status: number
  }[]
}

const PROGRAM = fileURLToPath(new URL('program.py', import.meta.url))

describeWith('python-sentry', (python) => {
  let inbox: Receiver
  let report: Report

  beforeAll(async () => {
    inbox = await startReceiver()
    report = (await runProgram(python, [PROGRAM, inbox.dsn])) as Report
  })

  afterAll(() => inbox.close())

  test('every request, to both endpoints, comes packed and is answered with 200', () => {
    const endpoints = new Set(report.answers.map(({ endpoint }) => endpoint))
    expect(endpoints).toEqual(new Set(['store', 'envelope']))
    for (const answer of report.answers) {
      expect(answer).toMatchObject({ encoding: 'gzip', status: 200 })
    }
  })

  test('every item is acknowledged, whatever its kind', async () => {
    expect(await inbox.items()).toEqual({
      event: 3,
      attachment: 1,
      transaction: 1,
      session: 1,
      client_report: 1,
    })
  })

  test('an exception comes with its cause, calls, variables, user and tags', async () => {
    const shown = await inbox.event(report.ids.exception)
    const line = await lineFinder(PROGRAM)
    expect(shown).toMatchObject({
      title: 'ValueError: no total for this cart',
      culprit: 'checkout',
      level: 'error',
      platform: 'python',
      release: 'shop@1.2.3',
      environment: 'staging',
    })
    expect(shown.sdk).toMatch(/^sentry\.python\/1\./)
    expect(chainOf(shown)).toEqual(['ValueError: no total for this cart', "KeyError: 'price'"])
    expect(callsOf(shown, 'program.py')).toEqual([
      `*total_of ${line('raise ValueError')}`,
      `*<module> ${line('total_of([{"name": "lamp"}])')}`,
    ])
    expect(callsOf(shown, 'program.py', 1)).toEqual([
      `*read_price ${line('return item["price"][currency]')}`,
      `*total_of ${line('return sum(map(read_price, cart))')}`,
    ])
    expect(shown.event.exception?.values[0]?.stacktrace?.frames.at(-1)?.vars).toEqual({
      item: { name: "'lamp'" },
      currency: "'EUR'",
    })
    expect(shown.event).toMatchObject({
      server_name: 'till-7',
      user: { id: '42', username: 'ada', email: 'ada@example.com' },
      tags: { branch: 'main' },
      breadcrumbs: { values: [{ category: 'cart', message: 'added a lamp', data: { count: 2 } }] },
      extra: { cart: { items: ['lamp'] } },
    })
  })

  test('the page of the exception says so too', async () => {
    const { page } = await inbox.event(report.ids.exception)
    const line = await lineFinder(PROGRAM)
    expect(page).toContain('ValueError no total for this cart')
    expect(page).toContain("Caused by KeyError 'price'")
    expect(page).toContain(`program.py:${line('raise ValueError')}`)
    expect(page).toContain("currency 'EUR'")
    expect(page).toContain('branch main')
    expect(page).toContain('email ada@example.com')
  })

  test('a message comes with its level', async () => {
    const shown = await inbox.event(report.ids.message)
    expect(shown).toMatchObject({ title: 'the till is low on paper', level: 'warning' })
    expect(shown.event.logentry).toEqual({ formatted: 'the till is low on paper' })
  })

  test('a template and its parameters, sent without the text they make, make it here', async () => {
    const shown = await inbox.event(report.ids.parameterized)
    expect(shown).toMatchObject({ title: 'only 7 sheets left in till 7', level: 'error' })
    expect(shown.raw).toMatchObject({
      logentry: { message: 'only %s sheets left in %s', params: [7, 'till 7'] },
    })
    expect(shown.event.logger).toBe('till')
    expect(shown.groupReason).toBe('Same message template: only %s sheets left in %s, said by till')
    expect(shown.page).toContain('Template only %s sheets left in %s')
  })
})
