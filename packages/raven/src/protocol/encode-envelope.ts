/**
 * Writing envelopes, strictly: every item states its length, every line ends.
 */

import { ProtocolError } from '../errors.ts'
import type { Envelope, EnvelopeHeaders, EnvelopeItem, ItemHeaders } from './envelope.ts'
import { joinBytes, sizeOf } from './join-bytes.ts'

const ENCODER = new TextEncoder()
const NEWLINE = Uint8Array.of(0x0a)

/** An item whose payload is not put together yet. */
export interface ItemInParts {
  readonly headers: ItemHeaders
  readonly payload: readonly Uint8Array[]
}

/**
 * The bytes of an envelope. A `length` among an item's headers is replaced by the true one.
 *
 * @throws {ProtocolError} `bad_item` for an item without a type.
 */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  return sealEnvelope(envelope.headers, encodeItems(envelope.items))
}

/** The part of an envelope behind its first line, which does not depend on when it is sent. */
export function encodeItems(items: readonly (EnvelopeItem | ItemInParts)[]): Uint8Array {
  return joinBytes(items.flatMap(encodeItem))
}

/** The bytes of an envelope whose items were encoded before. */
export function sealEnvelope(headers: EnvelopeHeaders, items: Uint8Array): Uint8Array {
  return joinBytes([encodeLine(headers), items])
}

function encodeItem({ headers, payload }: EnvelopeItem | ItemInParts): Uint8Array[] {
  if (headers.type === '') throw new ProtocolError('bad_item', 'an item needs a type')
  const parts = 'byteLength' in payload ? [payload] : payload
  return [encodeLine({ ...headers, length: sizeOf(parts) }), ...parts, NEWLINE]
}

/** JSON escapes line breaks, so the only one is ours. */
function encodeLine(headers: object): Uint8Array {
  return ENCODER.encode(`${JSON.stringify(headers)}\n`)
}
