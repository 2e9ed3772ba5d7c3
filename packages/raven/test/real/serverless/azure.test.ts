/** Azure's own package of functions with watched handlers: what was reported is there before the answer is. */

import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start } from '../../support/programs.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { course, freeze, taken, type Course } from './platform.ts'

const WORKER = fileURLToPath(new URL('programs/azure-worker.mjs', import.meta.url))

interface Given {
  readonly on?: Course
  readonly env?: Readonly<Record<string, string>>
}

async function called(name: string, way: string, { on, env = {} }: Given = {}) {
  const its = on ?? (await course())
  const running = start(WORKER, [name], {
    env: { RAVEN_SPOOL_DIR: scratchFolder(), SENTRY_DSN: its.receiver.dsn, ...env },
  })
  running.child.stdin.end(JSON.stringify(name === 'queue' ? message(way) : request(way)))
  const gone = running.ended.then(({ stderr }) => [stderr])
  const [said] = await Promise.race([once(running.child.stdout, 'data'), gone])
  freeze(running, its)
  return { answer: JSON.parse(String(said)), on: its }
}

/** As the host puts it. */
const request = (way: string) => ({
  inputData: [
    {
      name: 'httpTrigger',
      data: {
        http: {
          method: 'GET',
          url: `https://tea.example/api/tea/green?way=${way}&code=f9x2`,
          headers: { 'x-shop': 'blue', 'x-ms-client-principal': principal, ...USER },
          query: { way, code: 'f9x2' },
          params: { kind: 'green' },
        },
      },
    },
  ],
  triggerMetadata: {},
})
const USER = {
  'x-ms-client-principal-id': 'ann',
  'x-ms-client-principal-name': 'ann@tea.example',
  'x-ms-client-principal-idp': 'aad',
}
const principal = Buffer.from(
  JSON.stringify({ userId: 'ann', userRoles: ['authenticated'], userDetails: 'ann@tea.example' }),
).toString('base64')

const message = (way: string) => ({
  inputData: [
    { name: 'queueTrigger', data: { json: JSON.stringify({ way, password: 'k9w2x7' }) } },
  ],
  triggerMetadata: { dequeueCount: { int: 3 } },
})

const MECHANISM = { type: 'auto.function.azure_functions', handled: false }

describe.each([
  { name: 'http', env: {} },
  { name: 'hooked', env: { HOOK: 'yes' } },
  { name: 'http', env: { HOOK: 'yes' } },
  { name: 'queue', env: {} },
])('the function $name $env', ({ name, env }) => {
  test('that fails has its error there before its answer', async () => {
    const { answer, on } = await called(name, 'fails', { env })
    expect(answer).toEqual({ failed: 'RangeError: no tea' })
    expect(on.order).toEqual(['event', 'answer'])
    const [sent] = taken(on)
    expect(sent).toMatchObject({
      exception: { values: [{ value: 'no tea', mechanism: MECHANISM }] },
      contexts: { azure_function: { name, invocation_id: 'a1b2' } },
    })
    expect(JSON.stringify(sent)).not.toMatch(/f9x2|k9w2x7|ann@tea|eyJ1c2/)
    if (name === 'queue')
      expect(sent).toMatchObject({
        transaction: 'queue',
        extra: { trigger: { way: 'fails', password: '[Filtered]' } },
      })
    else
      expect(sent).toMatchObject({
        transaction: name === 'http' ? 'GET /api/tea/{kind}' : 'hooked',
        request: {
          url: 'https://tea.example/api/tea/green',
          query_string: 'way=fails&code=[Filtered]',
          headers: { 'x-shop': 'blue' },
        },
        user: { id: 'ann' },
      })
  })

  test('that succeeds answers as without us, and what it said is there before', async () => {
    const { answer, on } = await called(name, 'says', { env })
    expect(JSON.stringify(answer)).toMatch(/tea.*green/)
    expect(on.order).toEqual(['event', 'answer'])
  })

  test('that has nothing to tell waits for nothing', async () => {
    const { on } = await called(name, '', { env })
    expect(on.order).toEqual(['answer'])
  })
})

test('an answer is not held for longer than allowed', async () => {
  const on = await course(false)
  const { answer } = await called('http', 'fails', { on, env: { HELD_MS: '200' } })
  expect([answer, on.order]).toEqual([{ failed: 'RangeError: no tea' }, ['answer']])
})
