/**
 * Reading an envelope that is there as a whole.
 */

import { EnvelopeDecoder } from './envelope-decoder.ts'
import type { Envelope, EnvelopeHeaders, EnvelopeItem, EnvelopeLimits } from './envelope.ts'

/**
 * Decodes a whole envelope.
 *
 * @throws {ProtocolError} `bad_header`, `bad_item`, `bad_length`, `too_large`
 */
export function decodeEnvelope(bytes: Uint8Array, limits: Partial<EnvelopeLimits> = {}): Envelope {
  const items: EnvelopeItem[] = []
  let headers: EnvelopeHeaders = {}
  const decoder = new EnvelopeDecoder(
    {
      headers(found) {
        headers = found
      },
      item(item) {
        items.push(item)
      },
    },
    limits,
  )
  decoder.push(bytes)
  decoder.end()
  return { headers, items }
}
