/** Sends by an HTTP client of the program's own: its proxies, certificates and connections. */

import { failureOf } from './failure.ts'
import {
  ANSWER_HEADERS,
  type Answer,
  type Transport,
  type TransportFactory,
  type TransportRequest,
} from './transport.ts'
import { describe, readProperty } from '../values/describe.ts'
import { itemsOf } from '../values/fields.ts'
import { isList } from '../values/kinds.ts'

/** A request for a client of the program's own: a POST. */
export interface CustomRequest extends TransportRequest {
  /** The most it may take, in milliseconds. */
  readonly timeoutMs: number
  /** Aborted when that time is over; the answer no longer counts then. */
  readonly signal: AbortSignal
}

/** What came back: a status by either name, and headers as an object or with a method `get`. */
export interface CustomAnswer {
  readonly status?: number
  readonly statusCode?: number
  readonly headers?: object
  /** Somebody else took it, to deliver it; booked as `handedOver`. */
  readonly handedOver?: boolean
}

/** Sends one request. Redirects are not to be followed, and the answer's body is nobody's concern. */
export type CustomSend = (request: CustomRequest) => PromiseLike<CustomAnswer>

/** What a server says that will do it later. */
const ACCEPTED = 202

/** Requests under way at once, unless told otherwise. */
const CONCURRENCY = 4

/**
 * A transport out of a function that sends:
 * `customTransport(({ url, headers, body, signal }) => fetch(url, { method: 'POST', headers, body, signal }))`.
 *
 * A client that rejects for statuses it does not like is understood too, as long as its error has a
 * `response`. `concurrency` is how many requests it gets at once; default 4.
 */
export function customTransport(
  send: CustomSend,
  { concurrency = CONCURRENCY }: { readonly concurrency?: number } = {},
): TransportFactory {
  return ({ timeoutMs }): Transport => ({
    concurrency,
    send: (request, done) => {
      const signal = AbortSignal.timeout(timeoutMs)
      const answer = once(done)
      signal.addEventListener('abort', () =>
        answer({ ok: false, error: `no answer within ${timeoutMs} ms` }),
      )
      void ask(send, { ...request, timeoutMs, signal }).then(answer) // cannot reject
    },
    close: () => {},
  })
}

/** Turns every outcome into an answer. */
async function ask(send: CustomSend, request: CustomRequest): Promise<Answer> {
  try {
    return answerOf(await send(request)) ?? { ok: false, error: 'an answer without a status' }
  } catch (error) {
    return answerOf(fieldOf(error, 'response')) ?? failureOf(error)
  }
}

/** Undefined for what is no answer of a server. */
function answerOf(response: unknown): Answer | undefined {
  const handedOver = fieldOf(response, 'handedOver') === true
  if (handedOver) return { ok: true, status: ACCEPTED, headers: {}, handedOver }
  const status = fieldOf(response, 'status') ?? fieldOf(response, 'statusCode')
  if (typeof status !== 'number') return undefined
  const headers: Record<string, string> = {}
  for (const name of ANSWER_HEADERS) {
    const value = headerOf(fieldOf(response, 'headers'), name)
    if (value !== undefined && value !== null) headers[name] = textOf(value)
  }
  return { ok: true, status, headers }
}

function headerOf(headers: unknown, name: string): unknown {
  const get = fieldOf(headers, 'get')
  return typeof get === 'function' ? Reflect.apply(get, headers, [name]) : fieldOf(headers, name)
}

/** Some clients hand over a list where a header came more than once, or numbers. */
function textOf(value: unknown): string {
  return isList(value) ? itemsOf(value).map(describe).join(', ') : describe(value)
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? readProperty(value, name) : undefined
}

function once(done: (answer: Answer) => void): (answer: Answer) => void {
  let isDone = false
  return (answer) => {
    if (isDone) return
    isDone = true
    done(answer)
  }
}
