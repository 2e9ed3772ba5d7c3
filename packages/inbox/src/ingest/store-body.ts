/** The event of the old store endpoint (protocol section 2). */

import { inflateSync } from 'node:zlib'
import { ProtocolError, decodeStoreBody } from 'raven-ts/protocol'
import type { JsonObject } from 'raven-ts/protocol'
import type { IngestLimits } from './limits.ts'

/** Decodes a body whose content encoding was undone. Throws a `ProtocolError`. */
export function readStoreBody(body: Uint8Array, limits: IngestLimits): JsonObject {
  return decodeStoreBody(body, inflate, {
    maxBytes: limits.maxEventBytes,
    maxBodyBytes: limits.maxStoreBytes,
  })
}

/** The body of `?sentry_data=`. Query strings turn a `+` of base64 into a blank; JSON stays as it is. */
export function dataFromQuery(data: string): Uint8Array {
  const isJson = data.trimStart().startsWith('{')
  return Buffer.from(isJson ? data : data.replaceAll(' ', '+'))
}

function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    const isBomb =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    if (isBomb) throw new ProtocolError('too_large', `event over ${maxBytes} bytes`)
    throw error
  }
}
