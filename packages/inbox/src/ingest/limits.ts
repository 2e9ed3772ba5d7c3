/** What one request may cost, in bytes. The protocol's own limits are higher (section 7). */

const MIB = 1024 * 1024

/** Limits of ingestion. */
export interface IngestLimits {
  /** A body as it came. */
  readonly maxEncodedBytes: number
  /** An envelope after decoding; payloads we do not keep pass through without being held. */
  readonly maxEnvelopeBytes: number
  /** The body of the store endpoint after decoding: 1 MiB of JSON in base64, with room. */
  readonly maxStoreBytes: number
  /** One event. */
  readonly maxEventBytes: number
  /** One browser report. */
  readonly maxReportBytes: number
}

/** 50 MiB for an envelope, 1 MiB for an event, as real clients need. */
export const DEFAULT_LIMITS: IngestLimits = {
  maxEncodedBytes: 50 * MIB,
  maxEnvelopeBytes: 50 * MIB,
  maxStoreBytes: 2 * MIB,
  maxEventBytes: MIB,
  maxReportBytes: MIB,
}

/** Events in one envelope; the protocol has one, and some tools gather a few. */
export const MAX_EVENTS = 20

/** What one request may hold in memory: all its events together, as bytes. */
export const MAX_HELD_BYTES = 2 * MIB
