/** One POST over `node:http`, on connections that stay open. Runs on the main thread and in the worker. */

import type { IncomingMessage } from 'node:http'

import { codeOf, failureOf } from './failure.ts'
import { Opener } from './opener.ts'
import {
  ANSWER_HEADERS,
  type Answer,
  type TransportRequest,
  type TransportSettings,
} from './transport.ts'
import { after, neverHoldOpen } from './unheld.ts'

/** Smaller bodies are not worth compressing. */
const MIN_GZIP = 1024
/** What may follow the status of an answer before the connection is not worth keeping. */
const MAX_ANSWER_BYTES = 64 * 1024
const MAX_ANSWER_MS = 1_000

/** Sends requests until closed. */
export interface Poster {
  /** Calls `done` exactly once. Never throws. */
  post(request: TransportRequest, done: (answer: Answer) => void): void
  close(): void
}

/** Makes a poster with its own connections, which never keep a process alive. */
export function createPoster(settings: TransportSettings): Poster {
  const opener = new Opener(settings)
  return {
    post: (request, done) => {
      try {
        postOnce({ request, opener, timeoutMs: settings.timeoutMs, mayRepeat: true }, done)
      } catch (error) {
        done(failureOf(error))
      }
    },
    close: () => opener.close(),
  }
}

interface Posting {
  readonly request: TransportRequest
  readonly opener: Opener
  readonly timeoutMs: number
  /** A kept connection may have been closed meanwhile; that is worth one new one. */
  readonly mayRepeat: boolean
}

/** What became of one attempt so far. */
interface Attempt {
  isAnswered: boolean
  error: Error | undefined
}

function postOnce(posting: Posting, done: (answer: Answer) => void): void {
  const { body, headers } = compress(posting.request)
  const { opener, request, timeoutMs } = posting
  const sent = opener.open(request.url, { ...headers, 'content-length': body.byteLength })
  const attempt: Attempt = { isAnswered: false, error: undefined }
  let cancel = after(timeoutMs, () => {
    sent.destroy(new Error(`no answer within ${timeoutMs} ms`))
  })
  sent.once('socket', neverHoldOpen)
  sent.once('response', (response) => {
    attempt.isAnswered = true
    cancel()
    cancel = after(Math.min(timeoutMs, MAX_ANSWER_MS), () => sent.destroy())
    drain(response, () => sent.destroy())
    done({ ok: true, status: response.statusCode ?? 0, headers: readHeaders(response) })
  })
  sent.on('error', (error) => (attempt.error = error))
  sent.once('close', () => {
    cancel()
    if (attempt.isAnswered) return
    if (posting.mayRepeat && sent.reusedSocket && isReset(attempt.error))
      postOnce({ ...posting, mayRepeat: false }, done)
    else done(failureOf(attempt.error))
  })
  sent.end(body)
}

/** The status was the answer; what follows is only read to free the connection. */
function drain(response: IncomingMessage, cut: () => void): void {
  let bytes = 0
  response.on('error', () => {}) // the answer is known, and 'close' follows
  response.on('data', (chunk: Uint8Array) => {
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) cut()
  })
}

function compress(request: TransportRequest): {
  body: Uint8Array
  headers: Record<string, string>
} {
  if (request.body.byteLength < MIN_GZIP)
    return { body: request.body, headers: { ...request.headers } }
  return {
    body: process.getBuiltinModule('node:zlib').gzipSync(request.body, { level: 1 }),
    headers: { ...request.headers, 'content-encoding': 'gzip' },
  }
}

function readHeaders(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of ANSWER_HEADERS) {
    const value = response.headers[name]
    if (value !== undefined) headers[name] = String(value)
  }
  return headers
}

function isReset(error: Error | undefined): boolean {
  return error !== undefined && ['ECONNRESET', 'EPIPE'].includes(codeOf(error))
}
