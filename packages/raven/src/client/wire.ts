/** Events as bytes and back, and bytes to the server by hand: what the ancestor's users did themselves. */

import type { Outcome } from '../delivery/outcomes.ts'
import { answerText, endOf, verdictOf } from '../delivery/verdict.ts'
import type { ReadAttachment } from '../events/attachments.ts'
import { ApiError, ProtocolError, RateLimited, type DeliveryError } from '../errors.ts'
import { clientReport, type Discarded } from '../protocol/client-report.ts'
import { decodeEnvelope } from '../protocol/decode-envelope.ts'
import { encodeItems, sealEnvelope } from '../protocol/encode-envelope.ts'
import { encodeStoreBody } from '../protocol/encode-store.ts'
import type { Event, JsonObject } from '../protocol/event.ts'
import { decodeJson, isJsonObject } from '../protocol/json.ts'
import { parseRetryAfter } from '../protocol/rate-limits.ts'
import { decodeStoreBody } from '../protocol/store-body.ts'
import { storeEvent } from '../protocol/store-event.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Answer, TransportRequest } from '../transports/transport.ts'
import { VERSION } from '../version.ts'
import { RemoteConfig } from './remote.ts'

/** The two forms events have on the wire. */
export type ProtocolName = 'envelope' | 'store'

/** What the wire needs. */
export interface WireOptions {
  readonly protocol: ProtocolName
  readonly runtime: Runtime
}

/** The name of this client in headers. */
const CLIENT = `raven-ts/${VERSION}`
const ENVELOPE_VERSION = 7
const STORE_VERSION = 6

/** How one client writes and reads. */
export class Wire {
  readonly #options: WireOptions
  readonly #auths = new WeakMap<RemoteConfig, string>()

  constructor(options: WireOptions) {
    this.#options = options
  }

  /** The bytes of a request's body. */
  encode(event: Event, remote: RemoteConfig): Uint8Array {
    const { protocol, runtime } = this.#options
    if (protocol === 'store')
      return encodeStoreBody(storeEvent(event, remote.project), runtime.deflate)
    const json = new TextEncoder().encode(JSON.stringify(event))
    return this.#envelope(event.event_id, eventItems([json], []))
  }

  /** @throws {ProtocolError} for bytes that are no event */
  decode(bytes: Uint8Array): JsonObject {
    return this.#options.protocol === 'store'
      ? decodeStoreBody(bytes, this.#inflate)
      : eventIn(bytes)
  }

  /** The request that carries an event whose items were encoded before; see {@link eventItems}. */
  requestFor(id: string, items: Uint8Array, remote: RemoteConfig): TransportRequest {
    const isLast = this.#options.protocol === 'envelope' // sealed into memory of its own
    return { isLast, ...this.request(this.#body(id, items, remote), remote) }
  }

  /** The request that reports losses; undefined on the store wire, which has no form for it. */
  reportRequest(
    discarded: readonly Discarded[],
    remote: RemoteConfig,
  ): TransportRequest | undefined {
    if (this.#options.protocol === 'store') return undefined
    const items = encodeItems([clientReport(discarded, this.#options.runtime.now())])
    return this.request(this.#envelope(undefined, items), remote)
  }

  /** The request for a body made by {@link encode}. */
  request(body: Uint8Array, remote: RemoteConfig, authHeader?: string): TransportRequest {
    const isStore = this.#options.protocol === 'store'
    return {
      url: isStore ? remote.storeEndpoint : remote.envelopeEndpoint,
      headers: {
        'content-type': isStore ? 'application/octet-stream' : 'application/x-sentry-envelope',
        'user-agent': CLIENT,
        'x-sentry-auth': authHeader ?? this.#auth(remote),
      },
      body,
    }
  }

  /** On the envelope wire it says no time, so it is always the same. */
  #auth(remote: RemoteConfig): string {
    if (this.#options.protocol === 'envelope') {
      const known = this.#auths.get(remote)
      if (known !== undefined) return known
      const client = { version: ENVELOPE_VERSION, client: CLIENT }
      const header = RemoteConfig.authHeader(remote, client)
      this.#auths.set(remote, header)
      return header
    }
    const timestamp = this.#options.runtime.now() / 1000
    return RemoteConfig.authHeader(remote, { version: STORE_VERSION, client: CLIENT, timestamp })
  }

  /** The store endpoint takes the event alone. */
  #body(id: string, items: Uint8Array, remote: RemoteConfig): Uint8Array {
    const envelope = this.#envelope(id, items)
    if (this.#options.protocol === 'envelope') return envelope
    return encodeStoreBody(
      storeEvent(eventIn(envelope), remote.project),
      this.#options.runtime.deflate,
    )
  }

  /** `sent_at` is written when it leaves, never when it is kept. */
  #envelope(id: string | undefined, items: Uint8Array): Uint8Array {
    const sent_at = new Date(this.#options.runtime.now()).toISOString()
    return sealEnvelope(id === undefined ? { sent_at } : { event_id: id, sent_at }, items)
  }

  readonly #inflate = (bytes: Uint8Array, maxBytes: number): Uint8Array => {
    const { inflate } = this.#options.runtime
    if (!inflate) throw new ProtocolError('bad_body', 'nothing here can undo zlib')
    return inflate(bytes, maxBytes)
  }
}

/** An event and its files as the items of an envelope: what is kept in the spool. */
export function eventItems(
  json: readonly Uint8Array[],
  files: readonly ReadAttachment[],
): Uint8Array {
  return encodeItems([
    { headers: { type: 'event', content_type: 'application/json' }, payload: json },
    ...files.map(({ filename, contentType, bytes }) => ({
      headers: { type: 'attachment', filename, content_type: contentType },
      payload: bytes,
    })),
  ])
}

function eventIn(envelope: Uint8Array): JsonObject {
  const item = decodeEnvelope(envelope).items.find(({ headers }) => headers.type === 'event')
  const event = item && decodeJson(item.payload)
  if (isJsonObject(event)) return event
  throw new ProtocolError('bad_item', 'the envelope holds no event')
}

/** What an answer to something sent by hand means. */
export function outcomeOf(answer: Answer, now: number): Outcome {
  const status = answer.ok ? { status: answer.status } : {}
  if (verdictOf(answer) === 'sent') return { outcome: endOf(answer), ...status }
  const retryAfterMs = askedWaitMs(answer, now)
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  return { outcome: 'dropped', reason: 'rejected', ...status, ...wait, detail: answerText(answer) }
}

/** The same as an error, for those who asked for errors; undefined when the server said yes. */
export function errorOf(answer: Answer, now: number): DeliveryError | undefined {
  if (verdictOf(answer) === 'sent') return undefined
  if (!answer.ok) return new ApiError(answer.error, undefined)
  if (answer.status !== 429) return new ApiError(answerText(answer), answer.status)
  return new RateLimited(answerText(answer), answer.status, askedWaitMs(answer, now) ?? 0)
}

/** The time of an answer 429, when it says one. */
function askedWaitMs(answer: Answer, now: number): number | undefined {
  if (!answer.ok || answer.status !== 429) return undefined
  const { 'retry-after': retryAfter } = answer.headers
  return retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, now) - now
}
