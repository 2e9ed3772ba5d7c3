/** One event as the bytes we keep. */

import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Event } from 'raven-ts/protocol'

/** Below this, deflating costs more than it saves. */
const MIN_DEFLATE_BYTES = 1024

/** An event is at most 1 MiB on its way in; its normalised form gets some room. */
const MAX_INFLATED_BYTES = 16 * 1024 * 1024

/** What one row of the payload table holds. */
export interface Payload {
  readonly encoding: string
  readonly body: Uint8Array
}

/** Packs an event. Level 1: most of the gain for a third of the time. */
export function packEvent(event: Event): Payload {
  const json = Buffer.from(JSON.stringify(event))
  if (json.length < MIN_DEFLATE_BYTES) return { encoding: 'json', body: json }
  return { encoding: 'deflate', body: deflateRawSync(json, { level: 1 }) }
}

/** The event of {@link packEvent}. Throws when the bytes are not what we wrote. */
export function unpackEvent(payload: Payload): Event {
  const { encoding, body } = payload
  const json =
    encoding === 'deflate' ? inflateRawSync(body, { maxOutputLength: MAX_INFLATED_BYTES }) : body
  const event: unknown = JSON.parse(new TextDecoder().decode(json))
  if (typeof event !== 'object' || event === null) throw new Error('a stored event is no object')
  return event
}
