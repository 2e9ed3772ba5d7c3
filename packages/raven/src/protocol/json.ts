/**
 * JSON from outside: bounded in bytes and in depth before anything recursive touches it.
 */

import { ProtocolError } from '../errors.ts'
import type { Json, JsonObject } from './event.ts'
import { isDeeperThan } from './json-scan.ts'

/** What JSON may cost us. */
export interface JsonLimits {
  /** Bytes (characters, for a string). 1 MiB by default, as for an event. */
  readonly maxBytes: number
  /** Nested containers. 128 by default; a normal event stays below 20. */
  readonly maxDepth: number
}

const DEFAULT_LIMITS: JsonLimits = { maxBytes: 1024 * 1024, maxDepth: 128 }

/**
 * Parses JSON; bytes that are no UTF-8 become U+FFFD.
 *
 * @throws {ProtocolError} `too_large`, or `bad_json` if it is too deep or no JSON.
 */
export function decodeJson(input: Uint8Array | string, limits: Partial<JsonLimits> = {}): Json {
  const { maxBytes, maxDepth } = { ...DEFAULT_LIMITS, ...limits }
  if (input.length > maxBytes) throw new ProtocolError('too_large', `JSON over ${maxBytes} bytes`)
  const text = typeof input === 'string' ? input : decodeText(input)
  if (isDeeperThan(text, maxDepth)) {
    throw new ProtocolError('bad_json', `JSON nested deeper than ${maxDepth}`)
  }
  return parse(text)
}

/** UTF-8 text; bytes that are none become U+FFFD, a leading byte order mark is dropped. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** Whether this is a JSON object, that is: neither a list nor a plain value. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether this is a JSON list; `Array.isArray` alone does not narrow read-only lists. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function parse(text: string): Json {
  try {
    // What JSON.parse returns is Json by definition.
    return JSON.parse(text) as Json
  } catch {
    // The platform's message quotes the input, which may be private.
    throw new ProtocolError('bad_json', text.trim() === '' ? 'empty JSON' : 'invalid JSON')
  }
}
