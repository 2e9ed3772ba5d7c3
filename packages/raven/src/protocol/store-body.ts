/**
 * The body of the old store endpoint: JSON, base64 of JSON, or base64 of zlib of JSON
 * (protocol section 2). What it is shows in its bytes, never in a header.
 */

import { ProtocolError } from '../errors.ts'
import { decodeBase64 } from './base64.ts'
import type { Json, JsonObject } from './event.ts'
import { withoutBareNumbers } from './json-scan.ts'
import { decodeJson, decodeText, isJsonObject } from './json.ts'
import type { JsonLimits } from './json.ts'

/**
 * Undoes zlib (RFC 1950), never producing more than `maxBytes`.
 *
 * Throws whatever it likes for a broken stream, and a `ProtocolError('too_large', …)` to tell
 * a bomb from one.
 */
export type Inflate = (zlib: Uint8Array, maxBytes: number) => Uint8Array

/** What a store body may cost. By default 1 MiB of JSON, and as much again of base64 around it. */
export interface StoreLimits extends JsonLimits {
  /** The body before base64 and zlib are undone. */
  readonly maxBodyBytes: number
}

const DEFAULT_LIMITS: StoreLimits = {
  maxBytes: 1024 * 1024,
  maxDepth: 128,
  maxBodyBytes: 2 * 1024 * 1024,
}

const BRACE = 0x7b

/**
 * The event inside a store body.
 *
 * @throws {ProtocolError} `bad_body`, `bad_json`, `too_large`
 */
export function decodeStoreBody(
  bytes: Uint8Array,
  inflate: Inflate,
  limits: Partial<StoreLimits> = {},
): JsonObject {
  const all = { ...DEFAULT_LIMITS, ...limits }
  if (bytes.byteLength > all.maxBodyBytes) {
    throw new ProtocolError('too_large', `body over ${all.maxBodyBytes} bytes`)
  }
  const body = trimStart(bytes)
  if (body.byteLength === 0) throw new ProtocolError('bad_body', 'empty request body')
  const event = parseEvent(body[0] === BRACE ? body : unpack(body, inflate, all.maxBytes), all)
  if (isJsonObject(event)) return event
  throw new ProtocolError('bad_json', 'an event must be a JSON object')
}

function unpack(body: Uint8Array, inflate: Inflate, maxBytes: number): Uint8Array {
  const decoded = decodeBase64(body)
  if (decoded === undefined) throw new ProtocolError('bad_body', 'neither JSON nor base64')
  if (decoded[0] === BRACE) return decoded
  const inflated = runInflate(decoded, inflate, maxBytes)
  if (inflated.byteLength <= maxBytes) return inflated
  throw new ProtocolError('too_large', `event over ${maxBytes} bytes`)
}

function runInflate(zlib: Uint8Array, inflate: Inflate, maxBytes: number): Uint8Array {
  try {
    return inflate(zlib, maxBytes)
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    throw new ProtocolError('bad_body', 'base64 of neither JSON nor zlib', { cause: error })
  }
}

/** Only what is no JSON is searched for the bare words of old Python clients. */
function parseEvent(bytes: Uint8Array, limits: StoreLimits): Json {
  try {
    return decodeJson(bytes, limits)
  } catch (error) {
    const text = decodeText(bytes.subarray(0, limits.maxBytes))
    const repaired = withoutBareNumbers(text)
    if (repaired === text) throw error
    return decodeJson(repaired, { ...limits, maxBytes: repaired.length })
  }
}

/** Skips blanks and a byte order mark. */
function trimStart(bytes: Uint8Array): Uint8Array {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (start < bytes.byteLength && isBlank(bytes[start])) start += 1
  return bytes.subarray(start)
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
