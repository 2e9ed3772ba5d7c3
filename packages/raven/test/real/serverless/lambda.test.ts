/** Lambda's own runtimes with watched handlers: what was reported is there before the answer is. */

import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start } from '../../support/programs.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { course, lambda, taken, type Course } from './platform.ts'

const RUNTIME = fileURLToPath(new URL('programs/lambda-runtime.mjs', import.meta.url))

interface Given {
  readonly version?: string
  readonly remainingMs?: number
  readonly on?: Course
  readonly env?: Readonly<Record<string, string>>
}

async function called(handler: string, event: object, given: Given = {}) {
  const { version = '4', remainingMs = 600_000, on = await course(), env = {} } = given
  const platform = await lambda(event, remainingMs, on)
  const posted = await platform.answered(() =>
    start(RUNTIME, [version, handler], {
      env: {
        AWS_LAMBDA_RUNTIME_API: platform.address,
        AWS_LAMBDA_FUNCTION_NAME: 'tea',
        AWS_LAMBDA_FUNCTION_VERSION: '7',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: 'tea',
        AWS_LAMBDA_LOG_STREAM_NAME: 'tea',
        RAVEN_SPOOL_DIR: scratchFolder(),
        SENTRY_DSN: on.receiver.dsn,
        ...env,
      },
    }),
  )
  return { posted, on }
}

const KINDS = [
  { version: '4', handler: 'async' },
  { version: '4', handler: 'sync' },
  { version: '3', handler: 'async' },
  { version: '3', handler: 'callback' },
]

describe.each(KINDS)('the handler $handler on runtime $version', ({ version, handler }) => {
  test('that fails has its error there before its answer', async () => {
    const { posted, on } = await called(handler, { way: 'fails', password: 'k9w2x7' }, { version })
    expect(posted.kind).toBe('error')
    expect(JSON.parse(posted.body)).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'no tea',
    })
    expect(on.order).toEqual(['event', 'answer'])
    expect(taken(on)).toMatchObject([
      {
        exception: {
          values: [
            { value: 'no tea', mechanism: { type: 'auto.function.aws_lambda', handled: false } },
          ],
        },
        transaction: 'tea',
        extra: { event: { way: 'fails', password: '[Filtered]' } },
        contexts: { lambda: { function_name: 'tea', version: '7', request_id: 'a1b2' } },
      },
    ])
  })

  test('that succeeds answers as without us, and what it said is there before', async () => {
    const { posted, on } = await called(handler, { way: 'says' }, { version })
    expect([posted.kind, JSON.parse(posted.body)]).toEqual(['response', { tea: 'green' }])
    expect(on.order).toEqual(['event', 'answer'])
  })

  test('that has nothing to tell waits for nothing', async () => {
    const { posted, on } = await called(handler, {}, { version })
    expect([posted.body, on.order]).toEqual(['{"tea":"green"}', ['answer']])
  })
})

test.each(['3', '4'])('a handler that streams, on runtime %s', async (version) => {
  const { posted, on } = await called('streamed', { way: 'says' }, { version })
  expect(posted.body).toBe('green {"tea":"green"}')
  expect(on.order).toEqual(['event', 'answer'])
})

test('an answer is not held for longer than allowed', async () => {
  const on = await course(false)
  const { posted } = await called('async', { way: 'fails' }, { on, env: { HELD_MS: '200' } })
  expect([posted.kind, on.order]).toEqual(['error', ['answer']])
})

test('a request is the request of the event', async () => {
  const event = {
    version: '2.0',
    routeKey: 'POST /tea/{kind}',
    rawPath: '/tea/green',
    rawQueryString: 'cups=2&token=k9w2x7',
    cookies: ['session=abc'],
    headers: { host: 'tea.example', 'content-type': 'application/x-www-form-urlencoded' },
    requestContext: { http: { method: 'POST', sourceIp: '203.0.113.9' } },
    body: Buffer.from('kind=green&password=k9w2x7').toString('base64'),
    isBase64Encoded: true,
  }
  const { on } = await called('async', event, { env: { SENTRY_SEND_DEFAULT_PII: 'true' } })
  const [sent] = taken(on)
  expect(sent).toMatchObject({
    transaction: 'POST /tea/{kind}',
    request: {
      method: 'POST',
      url: 'https://tea.example/tea/green',
      query_string: 'cups=2&token=[Filtered]',
    },
  })
  expect(JSON.stringify(sent)).not.toContain('k9w2x7')
  expect(JSON.stringify(sent)).toContain('kind=green')
})

test('a request of the older kind is told too', async () => {
  const event = {
    resource: '/tea/{kind}',
    httpMethod: 'GET',
    path: '/tea/green',
    headers: null,
    multiValueHeaders: { Host: ['tea.example'], 'X-Shop': ['blue', 'red'] },
    multiValueQueryStringParameters: { cups: ['2', '3'] },
    requestContext: { identity: { sourceIp: '203.0.113.9' } },
    body: 'x',
  }
  const { on } = await called('async', event)
  expect(taken(on)).toMatchObject([
    {
      transaction: 'GET /tea/{kind}',
      request: {
        url: 'https://tea.example/tea/green',
        query_string: 'cups=2&cups=3',
        headers: { host: 'tea.example', 'x-shop': 'blue,red' },
      },
    },
  ])
})

test('a function that runs into its limit says so before', async () => {
  const on = await course()
  const { respond } = on.receiver
  const warned = new Promise<void>((resolve) => {
    on.receiver.respond = (request, response) => {
      respond(request, response)
      resolve()
    }
  })
  void called('late', { way: 'late' }, { on, remainingMs: 1_500 }).catch(() => {}) // never answers
  await warned
  expect(taken(on)).toMatchObject([
    { logentry: { formatted: 'The time limit is 500 ms away' }, level: 'warning' },
  ])
})
