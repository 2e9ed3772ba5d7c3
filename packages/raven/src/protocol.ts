/**
 * What client and receiver share: the wire format both ways, and how events become issues.
 *
 * Pure functions over web standards: no clock, no randomness, no input or output.
 */

export { ProtocolError, InvalidDsn } from './errors.ts'
export type { ProtocolCode } from './errors.ts'
export { LEVELS } from './protocol/event.ts'
export type * from './protocol/event.ts'
export {
  dsnWithoutSecret,
  envelopeEndpoint,
  parseDsn,
  publicDsn,
  storeEndpoint,
} from './protocol/dsn.ts'
export type { Dsn } from './protocol/dsn.ts'
export { isEventId, normalizeEventId } from './protocol/ids.ts'
export { AUTH_DETAIL, PROTOCOL_VERSION, authHeader, authQuery, parseAuth } from './protocol/auth.ts'
export type { Auth, AuthSources, Credentials } from './protocol/auth.ts'
export { ENVELOPE_LIMITS } from './protocol/envelope.ts'
export type {
  Envelope,
  EnvelopeHeaders,
  EnvelopeItem,
  EnvelopeLimits,
  ItemHeaders,
} from './protocol/envelope.ts'
export { encodeEnvelope } from './protocol/encode-envelope.ts'
export { decodeEnvelope } from './protocol/decode-envelope.ts'
export { EnvelopeDecoder } from './protocol/envelope-decoder.ts'
export type { EnvelopeSink } from './protocol/envelope-decoder.ts'
export { decodeJson, isJsonList, isJsonObject } from './protocol/json.ts'
export type { JsonLimits } from './protocol/json.ts'
export { decodeStoreBody } from './protocol/store-body.ts'
export type { Inflate, StoreLimits } from './protocol/store-body.ts'
export { RateLimits, parseRateLimits, parseRetryAfter } from './protocol/rate-limits.ts'
export type { LimitingAnswer, RateLimit } from './protocol/rate-limits.ts'
export { formatMessage } from './protocol/format-message.ts'
export { normalizeEvent } from './protocol/normalize-event.ts'
export { normalizeTimestamp } from './protocol/normalize/timestamp.ts'
export { eventCulprit, eventTitle, frameLabel } from './protocol/title.ts'
export { explainGrouping } from './grouping/explain-grouping.ts'
export type { Grouping } from './grouping/explain-grouping.ts'
export { parameterize } from './grouping/parameterize.ts'
