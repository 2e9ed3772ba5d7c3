/** What a tunnel answers: all rules in one place, whatever the server is. */

import { randomUUID } from 'node:crypto'
import type { Outcome } from 'raven-ts'
import {
  decodeEnvelope,
  decodeJson,
  encodeEnvelope,
  isJsonObject,
  normalizeEventId,
  type EnvelopeHeaders,
} from 'raven-ts/protocol'
import { readBody } from './body.ts'
import type { TunnelOptions } from './options.ts'
import { isAllowed } from './origin.ts'
import { pinEnvelope, pinRequest } from './pin.ts'
import { Refusal } from './refusal.ts'

/** A request, of whatever server. */
export interface TunnelRequest {
  readonly method: string
  readonly url: string
  readonly header: (name: string) => string | undefined
  /** Whether its body was unpacked already, and its header for that tells of what was. */
  readonly isUnpacked: boolean
  readonly body: () => AsyncIterable<Uint8Array>
}

/** What it is answered. */
export interface TunnelAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

const METHODS = 'GET, POST, OPTIONS'
const MAX_BYTES = 1024 * 1024
const PER_SECOND = 20
/** So many seconds' worth may come at once: a page that breaks breaks for all its readers. */
const BURST_SECONDS = 5
/** What a page is told to wait when the server does not say. */
const UNTOLD_SECONDS = 60

/** The door of one tunnel. */
export class TunnelDoor {
  readonly #options: TunnelOptions
  readonly #perSecond: number
  #tokens: number
  #filledAt = performance.now()

  constructor(options: TunnelOptions) {
    this.#options = options
    this.#perSecond = options.perSecond ?? PER_SECOND
    this.#tokens = this.#perSecond * BURST_SECONDS
  }

  /** Answers one request. Never rejects. */
  async answer(request: TunnelRequest): Promise<TunnelAnswer> {
    const origin = request.header('origin')
    const { allowOrigin = true } = this.#options
    const isWelcome = isAllowed(allowOrigin, request)
    const cors = isWelcome ? corsOf(allowOrigin === '*' && origin === undefined ? '*' : origin) : {}
    try {
      if (!isWelcome) throw new Refusal(403, 'reports from this page are not taken')
      if (request.method === 'OPTIONS') return { status: 200, headers: cors, body: '' }
      const id = await this.#take(request)
      return json(200, { id }, cors)
    } catch (error) {
      const { status, message, headers } = refusalOf(error)
      return json(status, { detail: message }, { ...cors, ...headers })
    }
  }

  async #take(request: TunnelRequest): Promise<string> {
    const { client, maxBytes = MAX_BYTES } = this.#options
    if (request.method !== 'GET' && request.method !== 'POST')
      throw new Refusal(405, `take ${METHODS}`, { allow: METHODS })
    const url = new URL(request.url, 'http://tunnel')
    pinRequest(client, url, request.header)
    this.#spend()
    const data = url.searchParams.get('sentry_data')
    if (request.method === 'GET')
      return await this.#store(new TextEncoder().encode(data ?? ''), maxBytes)
    const encoding = request.isUnpacked ? undefined : request.header('content-encoding')
    const body = await readBody(request.body(), encoding, maxBytes)
    const isEnvelope =
      /\/envelope\/?$/.test(url.pathname) ||
      (!/\/store\/?$/.test(url.pathname) && beginsEnvelope(body))
    return await (isEnvelope ? this.#envelope(body, maxBytes) : this.#store(body, maxBytes))
  }

  /** As it came, but without the page's address of the server: the client's own is written on it. */
  async #envelope(body: Uint8Array, maxBytes: number): Promise<string> {
    const { client } = this.#options
    const { headers, items } = decodeEnvelope(body, { maxBytes })
    const { dsn, ...rest } = headers
    pinEnvelope(client, dsn)
    const kept: EnvelopeHeaders = rest
    await this.#deliver(() => client.sendEncoded(encodeEnvelope({ headers: kept, items })))
    return kept.event_id ?? ''
  }

  async #store(body: Uint8Array, maxBytes: number): Promise<string> {
    if (body.byteLength > maxBytes) throw new Refusal(413, `a report may hold ${maxBytes} bytes`)
    const event = decodeJson(body, { maxBytes })
    if (!isJsonObject(event)) throw new Refusal(400, 'a report is a JSON object')
    const said = typeof event.event_id === 'string' ? normalizeEventId(event.event_id) : undefined
    const id = said ?? randomUUID().replaceAll('-', '')
    // whatever else it holds is the server's to judge, as it would be without us
    await this.#deliver(() => this.#options.client.send({ ...event, event_id: id }))
    return id
  }

  async #deliver(send: () => Promise<Outcome>): Promise<void> {
    const { outcome, status, retryAfterMs } = await send()
    if (outcome === 'sent') return
    if (status === 429) throw wait(retryAfterMs)
    throw new Refusal(status === 400 || status === 413 ? status : 502, 'the server did not take it')
  }

  /** A bucket that fills by itself. */
  #spend(): void {
    const now = performance.now()
    const filled = this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond
    this.#tokens = Math.min(filled, this.#perSecond * BURST_SECONDS)
    this.#filledAt = now
    if (this.#tokens < 1) throw new Refusal(429, 'too many reports', { 'retry-after': '1' })
    this.#tokens -= 1
  }
}

/** Whether a line of JSON is followed by another: an event alone is one value. */
function beginsEnvelope(body: Uint8Array): boolean {
  const text = new TextDecoder().decode(body.subarray(0, body.indexOf(0x0a) + 1))
  try {
    return (
      text !== '' &&
      isJsonObject(decodeJson(text)) &&
      body.subarray(text.length).some((byte) => byte > 0x20)
    )
  } catch {
    return false
  }
}

function corsOf(origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': 'content-type, content-encoding, x-sentry-auth, authorization',
    vary: 'origin',
  }
}

/** Errors of ours are told by their code. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (!(error instanceof Error)) return new Refusal(400, 'cannot be read')
  const code: unknown = Reflect.get(error, 'code')
  if (code === 'rate_limited') return wait(Reflect.get(error, 'retryAfterMs'))
  if (code === 'api_error') return new Refusal(502, 'the server did not take it')
  return new Refusal(code === 'too_large' ? 413 : 400, 'cannot be read')
}

/** As long as the server said. */
function wait(ms: unknown): Refusal {
  const seconds = typeof ms === 'number' && ms > 0 ? Math.ceil(ms / 1000) : UNTOLD_SECONDS
  return new Refusal(429, 'the server asks to wait', { 'retry-after': String(seconds) })
}

function json(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>>,
): TunnelAnswer {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  }
}
