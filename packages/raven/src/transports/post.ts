/** One POST over `node:http`, on connections that stay open. Runs on the main thread and in the worker. */

import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'

import { createLookup } from './lookup.ts'
import {
  ANSWER_HEADERS,
  type Answer,
  type TransportRequest,
  type TransportSettings,
} from './transport.ts'
import { lazily } from '../values/lazily.ts'

/** Requests under way at once. */
export const MAX_SOCKETS = 4
/** Smaller bodies are not worth compressing. */
const MIN_GZIP = 1024
/** What may follow the status of an answer before the connection is not worth keeping. */
const MAX_ANSWER_BYTES = 64 * 1024
const MAX_ANSWER_MS = 1_000

/** Sends requests until closed. */
export interface Poster {
  post(request: TransportRequest, done: (answer: Answer) => void): void
  close(): void
}

type Open = (request: TransportRequest, headers: RequestOptions['headers']) => ClientRequest

/** Makes a poster with its own connections, which never keep a process alive. */
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
  const agent = new http.Agent({ ...SHARED, lookup: createLookup() })
  agents.push(agent)
  return ({ url }, headers = {}) => http.request(url, { method: 'POST', agent, headers })
}

function openWithHttps(agents: Agent[], { verifySsl, caCerts }: TransportSettings): Open {
  const https = process.getBuiltinModule('node:https')
  const trusted = caCerts === undefined ? {} : { ca: caCerts }
  const agent = new https.Agent({
    ...SHARED,
    lookup: createLookup(),
    rejectUnauthorized: verifySsl,
    ...trusted,
  })
  agents.push(agent)
  return ({ url }, headers = {}) => https.request(url, { method: 'POST', agent, headers })
}

interface Posting {
  readonly request: TransportRequest
  readonly open: Open
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
  const sent = posting.open(posting.request, { ...headers, 'content-length': body.byteLength })
  const attempt: Attempt = { isAnswered: false, error: undefined }
  let cancel = after(posting.timeoutMs, () => {
    sent.destroy(new Error(`no answer within ${posting.timeoutMs} ms`))
  })
  sent.once('socket', neverHoldOpen)
  sent.once('response', (response) => {
    attempt.isAnswered = true
    cancel()
    cancel = after(Math.min(posting.timeoutMs, MAX_ANSWER_MS), () => sent.destroy())
    drain(response, () => sent.destroy())
    done({ ok: true, status: response.statusCode ?? 0, headers: readHeaders(response) })
  })
  sent.on('error', (error) => (attempt.error = error))
  sent.once('close', () => {
    cancel()
    if (attempt.isAnswered) return
    if (posting.mayRepeat && sent.reusedSocket && isReset(attempt.error))
      postOnce({ ...posting, mayRepeat: false }, done)
    else done({ ok: false, error: wordsFor(attempt.error) })
  })
  sent.end(body)
}

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms)
  timer.unref()
  return () => clearTimeout(timer)
}

/** Connecting to one of several addresses makes a new handle, so it is said again when that is done. */
function neverHoldOpen(socket: Socket): void {
  socket.unref()
  if (socket.connecting) socket.once('connect', () => socket.unref())
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

/** Errors of several attempts to connect at once (`AggregateError`) have no message of their own. */
function wordsFor(error: Error | undefined): string {
  if (!error) return 'connection closed without an answer'
  return error.message || codeOf(error) || error.name
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}
