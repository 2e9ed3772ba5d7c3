/** The body of the old store endpoint, written: base64 of zlib of JSON. */

import type { JsonObject } from './event.ts'

/** Compresses by zlib (RFC 1950). */
export type Deflate = (bytes: Uint8Array) => Uint8Array

const CHUNK = 0x8000

/** Base64 of the compressed JSON; plain JSON where nothing compresses, which servers take as well. */
export function encodeStoreBody(event: JsonObject, deflate: Deflate | undefined): Uint8Array {
  const encoder = new TextEncoder()
  const json = encoder.encode(JSON.stringify(event))
  return deflate ? encoder.encode(btoa(latin1(deflate(json)))) : json
}

/** One character for each byte, as `btoa` wants it; in pieces, since arguments are limited in number. */
function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  }
  return text
}
