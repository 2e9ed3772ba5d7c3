/** What an HTTP client of the program's own may answer. */

import { expect, test } from 'vitest'
import {
  customTransport,
  type CustomAnswer,
  type CustomRequest,
} from '../../src/transports/custom.ts'
import type { Answer } from '../../src/transports/transport.ts'
import { post } from '../contracts/transport-contract.ts'

const URL = { url: 'http://localhost/' }
const settings = { timeoutMs: 10_000, verifySsl: true }
const told = { 'retry-after': '17', 'x-sentry-rate-limits': '60:error:key', 'x-else': 'no' }
const heard = { 'retry-after': '17', 'x-sentry-rate-limits': '60:error:key' }

/** What clients of this world may do, whatever the types say. */
function answerOf(send: () => unknown): Promise<Answer> {
  const client = async () => (await send()) as CustomAnswer // what is tested is what else it may be
  return post(customTransport(client)(settings), URL)
}

class HttpError extends Error {
  readonly response: unknown
  constructor(response: unknown) {
    super('Request failed with status code 429')
    this.response = response
  }
}

test.each<[string, unknown]>([
  ['a status', { status: 429, headers: told }],
  ['a statusCode', { statusCode: 429, headers: told }],
  ['headers to be asked', { status: 429, headers: new Headers(told) }],
  ['a real Response', new Response('', { status: 429, headers: told })],
  [
    'numbers and lists',
    {
      status: 429,
      headers: { ...told, 'retry-after': 17, 'x-sentry-rate-limits': ['60:error:key'] },
    },
  ],
])('%s is an answer', async (_, response) => {
  expect(await answerOf(() => response)).toEqual({ ok: true, status: 429, headers: heard })
})

test.each([
  { status: 429, headers: told },
  { statusCode: 429, headers: told },
])('so is an error that has one: %j', async (response) => {
  const thrown = () => Promise.reject(new HttpError(response))
  expect(await answerOf(thrown)).toEqual({ ok: true, status: 429, headers: heard })
})

test('a header that came twice is joined', async () => {
  const headers = { 'x-sentry-rate-limits': ['60:error:key', '10::organization'] }
  expect(await answerOf(() => ({ status: 200, headers }))).toMatchObject({
    headers: { 'x-sentry-rate-limits': '60:error:key, 10::organization' },
  })
})

test.each<[string, () => unknown, string]>([
  ['nothing', () => undefined, 'an answer without a status'],
  ['a text', () => 'ok', 'an answer without a status'],
  ['a status in words', () => ({ status: 'OK' }), 'an answer without a status'],
  ['an error', () => Promise.reject(new Error('no network')), 'no network'],
  ['an error with half a response', () => Promise.reject(new HttpError({})), 'Request failed'],
  ['a throw that is no error', () => Promise.reject('gone'), 'gone'],
])('%s is a failure', async (_, send, error) => {
  expect(await answerOf(send)).toEqual({ ok: false, error: expect.stringContaining(error) })
})

test('a client that throws at once, or answers what cannot be read, has failed as well', async () => {
  const throwing = customTransport(() => {
    throw new Error('at once')
  })
  expect(await post(throwing(settings), URL)).toEqual({ ok: false, error: 'at once' })
  const hostile = {
    get status(): number {
      throw new Error('do not ask')
    },
  }
  expect((await answerOf(() => hostile)).ok).toBe(false)
})

test('a client that never answers is given up, told so, and no longer listened to', async () => {
  let seen: CustomRequest | undefined
  let answerLate: (answer: CustomAnswer) => void = () => {}
  const transport = customTransport((request) => {
    seen = request
    return new Promise((resolve) => (answerLate = resolve))
  })({ ...settings, timeoutMs: 20 })
  const answers: Answer[] = []
  const first = new Promise<void>((resolve) =>
    transport.send({ ...URL, headers: {}, body: new Uint8Array(1) }, (answer) => {
      answers.push(answer)
      resolve()
    }),
  )
  await first
  expect([seen?.timeoutMs, seen?.signal.aborted]).toEqual([20, true])
  answerLate({ status: 200 })
  await new Promise(setImmediate)
  expect(answers).toEqual([{ ok: false, error: 'no answer within 20 ms' }])
})

test('wants four requests at once, or as many as it is told', () => {
  const send = () => Promise.resolve({ status: 200 })
  expect(customTransport(send)(settings).concurrency).toBe(4)
  expect(customTransport(send, { concurrency: 1 })(settings).concurrency).toBe(1)
})
