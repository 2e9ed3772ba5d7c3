/** One POST over `node:http`, on connections that stay open. Runs on the main thread and in the worker. */

import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'

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

type Open = (request: TransportRequest, headers: RequestOptions['headers']) => ClientRequest

/** Makes a poster with its own connections, which never keep a process alive while idle. */
export function createPoster(settings: TransportSettings): Poster {
  const agents: Agent[] = []
  const openHttp = lazily(() => openWithHttp(agents))
  const openHttps = lazily(() => openWithHttps(agents, settings))
  const open: Open = (request, headers) =>
    (request.url.startsWith('https:') ? openHttps : openHttp)()(request, headers)
  return {
    post: (request, done) =>
      postOnce({ request, open, timeoutMs: settings.timeoutMs, mayRepeat: true }, done),
    close: () => agents.forEach((agent) => agent.destroy()),
  }
}

const SHARED = { keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo' } as const

/** Node's modules are fetched when first needed: a program that never fails should not load them. */
function openWithHttp(agents: Agent[]): Open {
  const http = process.getBuiltinModule('node:http')
  const agent = new http.Agent(SHARED)
  agents.push(agent)
  return ({ url }, headers = {}) => http.request(url, { method: 'POST', agent, headers })
}

function openWithHttps(agents: Agent[], { verifySsl, caCerts }: TransportSettings): Open {
  const https = process.getBuiltinModule('node:https')
  const trusted = caCerts === undefined ? {} : { ca: caCerts }
  const agent = new https.Agent({ ...SHARED, rejectUnauthorized: verifySsl, ...trusted })
  agents.push(agent)
  return ({ url }, headers = {}) => https.request(url, { method: 'POST', agent, headers })
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

interface Posting {
  readonly request: TransportRequest
  readonly open: Open
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

function isReset(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}

/** Errors of several attempts at once (`AggregateError`) have no message of their own. */
function nameOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}
