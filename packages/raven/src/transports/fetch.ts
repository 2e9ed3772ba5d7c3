/** Sends with `fetch`, for runtimes that have nothing better. */

import { failureOf } from './failure.ts'
import {
  ANSWER_HEADERS,
  type Answer,
  type Transport,
  type TransportRequest,
  type TransportSettings,
} from './transport.ts'

const CONCURRENCY = 4

/** The transport of the web platform. */
export function fetchTransport(settings: TransportSettings): Transport {
  return {
    concurrency: CONCURRENCY,
    send: (request, done) => {
      void answer(request, settings.timeoutMs, done)
    },
    close: () => {},
  }
}

/** Cannot reject: `post` turns every failure into an answer. */
async function answer(
  request: TransportRequest,
  timeoutMs: number,
  done: (answer: Answer) => void,
): Promise<void> {
  done(await post(request, timeoutMs))
}

async function post(request: TransportRequest, timeoutMs: number): Promise<Answer> {
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body.slice(),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    void letGo(response) // cannot reject, and the status is the answer
    return { ok: true, status: response.status, headers: readHeaders(response.headers) }
  } catch (error) {
    return failureOf(error)
  }
}

/** Frees the connection; what else the server says is not read. */
async function letGo(response: Response): Promise<void> {
  try {
    await response.body?.cancel()
  } catch {
    // the connection broke, which frees it as well
  }
}

function readHeaders(from: { get(name: string): string | null }): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of ANSWER_HEADERS) {
    const value = from.get(name)
    if (value !== null) headers[name] = value
  }
  return headers
}
