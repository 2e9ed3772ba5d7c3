/** One POST over `node:http`, on connections that stay open. Runs on the main thread and in the worker. */

import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { gzipSync } from 'node:zlib'

import {
  ANSWER_HEADERS,
  type Answer,
  type TransportRequest,
  type TransportSettings,
} from './transport.ts'

/** Requests under way at once. */
export const MAX_SOCKETS = 4
/** Smaller bodies are not worth compressing. */
const MIN_GZIP = 1024

/** Sends requests until closed. */
export interface Poster {
  post(request: TransportRequest, done: (answer: Answer) => void): void
  close(): void
}

/** Makes a poster with its own connections, which never keep a process alive while idle. */
export function createPoster(settings: TransportSettings): Poster {
  const shared = { keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo' } as const
  const http = new HttpAgent(shared)
  const https = new HttpsAgent({
    ...shared,
    rejectUnauthorized: settings.verifySsl,
    ...(settings.caCerts === undefined ? {} : { ca: settings.caCerts }),
  })
  const open = (
    request: TransportRequest,
    headers: Record<string, string | number>,
  ): ClientRequest =>
    request.url.startsWith('https:')
      ? httpsRequest(request.url, { method: 'POST', agent: https, headers })
      : httpRequest(request.url, { method: 'POST', agent: http, headers })
  return {
    post: (request, done) =>
      postOnce({ request, open, timeoutMs: settings.timeoutMs, mayRepeat: true }, done),
    close: () => {
      http.destroy()
      https.destroy()
    },
  }
}

interface Posting {
  readonly request: TransportRequest
  readonly open: (
    request: TransportRequest,
    headers: Record<string, string | number>,
  ) => ClientRequest
  readonly timeoutMs: number
  /** A kept connection may have been closed meanwhile; that is worth one new one. */
  readonly mayRepeat: boolean
}

function postOnce(posting: Posting, done: (answer: Answer) => void): void {
  const answer = once(done)
  const { body, headers } = compress(posting.request)
  const sent = posting.open(posting.request, { ...headers, 'content-length': body.byteLength })
  const timer = setTimeout(() => {
    sent.destroy(new Error(`no answer within ${posting.timeoutMs} ms`))
  }, posting.timeoutMs)
  sent.once('response', (response) => {
    answer({ ok: true, status: response.statusCode ?? 0, headers: readHeaders(response) })
    response.on('error', () => {}) // the status was the answer; its body is only read to free the connection
    response.resume()
  })
  sent.once('close', () => {
    clearTimeout(timer)
    answer({ ok: false, error: 'connection closed without an answer' })
  })
  sent.on('error', (error) => {
    if (posting.mayRepeat && sent.reusedSocket && isReset(error))
      postOnce({ ...posting, mayRepeat: false }, answer)
    else answer({ ok: false, error: error.message === '' ? nameOf(error) : error.message })
  })
  sent.end(body)
}

function once(done: (answer: Answer) => void): (answer: Answer) => void {
  let answered = false
  return (answer) => {
    if (answered) return
    answered = true
    done(answer)
  }
}

function compress(request: TransportRequest): {
  body: Uint8Array
  headers: Record<string, string>
} {
  if (request.body.byteLength < MIN_GZIP)
    return { body: request.body, headers: { ...request.headers } }
  return {
    body: gzipSync(request.body, { level: 1 }),
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

function isReset(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}

/** Errors of several attempts at once (`AggregateError`) have no message of their own. */
function nameOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}
