/**
 * Writing envelopes, strictly: every item states its length, every line ends.
 */

import { ProtocolError } from '../errors.ts'
import type { Envelope, EnvelopeHeaders, EnvelopeItem } from './envelope.ts'

const NEWLINE = Uint8Array.of(0x0a)

/**
 * The bytes of an envelope. A `length` among an item's headers is replaced by the true one.
 *
 * @throws {ProtocolError} `bad_item` for an item without a type.
 */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  return sealEnvelope(envelope.headers, encodeItems(envelope.items))
}

/** The part of an envelope behind its first line, which does not depend on when it is sent. */
export function encodeItems(items: readonly EnvelopeItem[]): Uint8Array {
  return concat(items.flatMap(encodeItem))
}

/** The bytes of an envelope whose items were encoded before. */
export function sealEnvelope(headers: EnvelopeHeaders, items: Uint8Array): Uint8Array {
  return concat([encodeLine(headers), items])
}

function encodeItem({ headers, payload }: EnvelopeItem): Uint8Array[] {
  if (headers.type === '') throw new ProtocolError('bad_item', 'an item needs a type')
  return [encodeLine({ ...headers, length: payload.byteLength }), payload, NEWLINE]
}

/** JSON escapes line breaks, so the only one is ours. */
function encodeLine(headers: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(headers)}\n`)
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes
}
