/** Reading the envelope of one request, as it arrives. */

import { EnvelopeDecoder, ProtocolError, decodeJson, isJsonObject } from 'raven-ts/protocol'
import type { EnvelopeHeaders, EnvelopeItem, EnvelopeSink, ItemHeaders } from 'raven-ts/protocol'
import type { NewEvent } from '../store/store.ts'
import type { Sender } from './admission.ts'
import type { Bytes } from './decompress.ts'
import { MAX_EVENTS, MAX_HELD_BYTES } from './limits.ts'
import type { IngestLimits } from './limits.ts'
import type { ItemCounts } from './item-counts.ts'
import { newEvent } from './new-event.ts'
import type { Surroundings } from './new-event.ts'
import { Refusal } from './refusal.ts'

/** Items that belong to an event, so that their sender waits for an id (protocol section 6). */
const WITH_ID = new Set([
  'event',
  'transaction',
  'attachment',
  'feedback',
  'user_report',
  'profile',
])

/** What {@link readEnvelope} needs besides the bytes. */
export interface EnvelopeOptions extends Surroundings {
  readonly limits: IngestLimits
  readonly counts: ItemCounts
  /** Checks the envelope's headers, and says who sent it. Throws a refusal. */
  authorize(headers: EnvelopeHeaders): Sender
}

/** What an envelope held for us. */
export interface Received {
  readonly events: readonly NewEvent[]
  /** The id to answer with; absent when no item asks for one. */
  readonly eventId?: string
}

/** Reads one envelope. Throws a refusal or a `ProtocolError`; then nothing of it is to be kept. */
export async function readEnvelope(body: Bytes, options: EnvelopeOptions): Promise<Received> {
  const reader = new EnvelopeReader(options)
  const { maxEnvelopeBytes, maxEventBytes } = options.limits
  const decoder = new EnvelopeDecoder(reader, {
    maxBytes: maxEnvelopeBytes,
    maxPayloadBytes: { event: maxEventBytes },
  })
  for await (const chunk of body) decoder.push(chunk)
  decoder.end()
  return reader.received()
}

class EnvelopeReader implements EnvelopeSink {
  readonly #options: EnvelopeOptions
  readonly #events: NewEvent[] = []
  readonly #types: string[] = []
  #headers: EnvelopeHeaders = {}
  #sender: Sender | undefined
  #held = 0

  constructor(options: EnvelopeOptions) {
    this.#options = options
  }

  headers(headers: EnvelopeHeaders): void {
    this.#headers = headers
    this.#sender = this.#options.authorize(headers)
  }

  wants({ type }: ItemHeaders): boolean {
    this.#types.push(type)
    return type === 'event'
  }

  item({ payload }: EnvelopeItem): void {
    if (!this.#sender) throw new Refusal(400, 'bad request', { causes: ['no envelope headers'] })
    if (this.#events.length >= MAX_EVENTS) {
      throw new Refusal(400, 'bad request', { causes: [`more than ${MAX_EVENTS} events`] })
    }
    this.#held += payload.byteLength
    if (this.#held > MAX_HELD_BYTES) {
      throw new ProtocolError('too_large', `events over ${MAX_HELD_BYTES} bytes in one envelope`)
    }
    const json = decodeJson(payload, { maxBytes: this.#options.limits.maxEventBytes })
    if (!isJsonObject(json)) throw new ProtocolError('bad_json', 'an event must be a JSON object')
    if (json['type'] === 'transaction') return
    const arrived = {
      ...this.#sender,
      json,
      raw: payload,
      // The id of the envelope is that of its event; a second one has its own.
      eventId: this.#events.length === 0 ? this.#headers.event_id : undefined,
      sentAt: this.#headers.sent_at,
    }
    this.#events.push(newEvent(arrived, this.#options))
  }

  received(): Received {
    for (const type of this.#types) this.#options.counts.add(type)
    const eventId = this.#headers.event_id ?? this.#events[0]?.eventId
    if (eventId !== undefined) return { events: this.#events, eventId }
    if (!this.#types.some((type) => WITH_ID.has(type))) return { events: [] }
    return { events: [], eventId: this.#options.randomId() }
  }
}
