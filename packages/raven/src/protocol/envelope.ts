/**
 * Envelopes: several items in one body (protocol section 5).
 */

import type { Json, JsonObject } from './event.ts'

/** The first line of an envelope. Unknown keys are kept. */
export interface EnvelopeHeaders {
  /** 32 lower-case hex digits. */
  readonly event_id?: string
  /** Full DSN; makes the envelope carry its own credentials. */
  readonly dsn?: string
  /** RFC 3339; when it was put on the wire. */
  readonly sent_at?: string
  readonly sdk?: JsonObject
  readonly trace?: JsonObject
  readonly [key: string]: Json | undefined
}

/** The line before a payload. Unknown keys are kept; `length` is left to encoder and decoder. */
export interface ItemHeaders {
  /** `event`, `attachment`, `client_report`, … or one we do not know. */
  readonly type: string
  readonly content_type?: string
  /** Never to be trusted as a path. */
  readonly filename?: string
  readonly attachment_type?: string
  readonly item_count?: number
  readonly [key: string]: Json | undefined
}

/** One item: what it is, and its bytes. */
export interface EnvelopeItem {
  readonly headers: ItemHeaders
  readonly payload: Uint8Array
}

/** A whole envelope. */
export interface Envelope {
  readonly headers: EnvelopeHeaders
  readonly items: readonly EnvelopeItem[]
}

/** What an envelope may cost its reader, in bytes after decompression. */
export interface EnvelopeLimits {
  /** The whole envelope. */
  readonly maxBytes: number
  /** One line of headers. */
  readonly maxHeaderBytes: number
  readonly maxItems: number
  /** One payload, by item type; a type without an entry may fill the envelope. */
  readonly maxPayloadBytes: Readonly<Record<string, number>>
}

const KIB = 1024
const MIB = 1024 * KIB

/** The limits of protocol section 7: 200 MiB in all, 1 MiB for an event, and so on. */
export const ENVELOPE_LIMITS: EnvelopeLimits = {
  maxBytes: 200 * MIB,
  maxHeaderBytes: 64 * KIB,
  maxItems: 1000,
  maxPayloadBytes: {
    event: MIB,
    transaction: MIB,
    feedback: MIB,
    user_report: MIB,
    security: MIB,
    session: 100 * KIB,
    sessions: 10 * MIB,
    check_in: 100 * KIB,
    client_report: 100 * KIB,
    log: 12 * MIB,
    span: 12 * MIB,
    trace_metric: 12 * MIB,
    profile: 50 * MIB,
    profile_chunk: 50 * MIB,
    replay_event: MIB,
    replay_recording: 100 * MIB,
    replay_video: 100 * MIB,
  },
}
