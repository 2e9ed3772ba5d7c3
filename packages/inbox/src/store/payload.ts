/** One event as the bytes we keep. */

import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { decodeJson } from 'raven-ts/protocol'
import type { Json } from 'raven-ts/protocol'

/** Below this, deflating costs more than it saves. */
const MIN_DEFLATE_BYTES = 1024

/** An event is at most 1 MiB on its way in; other writers get some room. */
const MAX_INFLATED_BYTES = 16 * 1024 * 1024

/** What one row of the payload table holds. */
export interface Payload {
  readonly encoding: string
  readonly body: Uint8Array
}

/** Packs an event's JSON. Level 1: most of the gain for a third of the time. */
export function packJson(json: Uint8Array): Payload {
  if (json.length < MIN_DEFLATE_BYTES) return { encoding: 'json', body: json }
  return { encoding: 'deflate', body: deflateRawSync(json, { level: 1 }) }
}

/** The JSON of {@link packJson}. Throws when the bytes are not what was packed. */
export function unpackJson({ encoding, body }: Payload): Json {
  const json =
    encoding === 'deflate' ? inflateRawSync(body, { maxOutputLength: MAX_INFLATED_BYTES }) : body
  return decodeJson(json, { maxBytes: MAX_INFLATED_BYTES })
}
