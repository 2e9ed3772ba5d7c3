/**
 * The two kinds of header lines in an envelope, as they come from outside.
 *
 * A known key of the wrong type is dropped, unless the envelope cannot be trusted without it.
 */

import { ProtocolError } from '../errors.ts'
import type { ProtocolCode } from '../errors.ts'
import type { EnvelopeHeaders, ItemHeaders } from './envelope.ts'
import type { Json, JsonObject } from './event.ts'
import { normalizeEventId } from './ids.ts'
import { countTopLevelKey } from './json-scan.ts'
import { decodeJson, decodeText, isJsonObject } from './json.ts'

/** The headers of an item, and how long its payload says it is. */
export interface ItemStart {
  readonly headers: ItemHeaders
  /** Absent: the payload ends with its line. */
  readonly length?: number
}

/**
 * Reads the first line of an envelope.
 *
 * @throws {ProtocolError} `bad_header`
 */
export function parseEnvelopeHeaders(line: Uint8Array): EnvelopeHeaders {
  const text = decodeText(line)
  const object = parseLine(text, 'bad_header', 'envelope headers')
  if (countTopLevelKey(text, 'sent_at') > 1) {
    throw new ProtocolError('bad_header', 'duplicate envelope header sent_at')
  }
  const { event_id: id, dsn, sent_at: sentAt, sdk, trace, ...others } = object
  if (dsn !== undefined && dsn !== null && typeof dsn !== 'string') {
    throw new ProtocolError('bad_header', 'the envelope header dsn must be a string')
  }
  return {
    ...others,
    ...present('event_id', eventId(id)),
    ...present('dsn', dsn ?? undefined),
    ...present('sent_at', typeof sentAt === 'string' ? sentAt : undefined),
    ...present('sdk', isJsonObject(sdk) ? sdk : undefined),
    ...present('trace', isJsonObject(trace) ? trace : undefined),
  }
}

/**
 * Reads the line before a payload.
 *
 * @throws {ProtocolError} `bad_item`, or `bad_length` if there is a length that is none.
 */
export function parseItemHeaders(line: Uint8Array): ItemStart {
  const object = parseLine(decodeText(line), 'bad_item', 'item headers')
  const { type, length, content_type, filename, attachment_type, item_count, ...others } = object
  if (typeof type !== 'string' || type === '') {
    throw new ProtocolError('bad_item', 'an item needs a type')
  }
  const headers: ItemHeaders = {
    ...others,
    type,
    ...present('content_type', textOf(content_type)),
    ...present('filename', textOf(filename)),
    ...present('attachment_type', textOf(attachment_type)),
    ...present('item_count', typeof item_count === 'number' ? item_count : undefined),
  }
  return { headers, ...present('length', payloadLength(length)) }
}

function parseLine(text: string, code: ProtocolCode, what: string): JsonObject {
  const value = decodeLine(text, code, what)
  if (isJsonObject(value)) return value
  throw new ProtocolError(code, `${what} must be a JSON object`)
}

/** The decoder bounds the line, so only depth and grammar are left to judge. */
function decodeLine(text: string, code: ProtocolCode, what: string): Json {
  try {
    return decodeJson(text, { maxBytes: Number.POSITIVE_INFINITY })
  } catch (error) {
    throw new ProtocolError(code, `${what} must be a JSON object`, { cause: error })
  }
}

function eventId(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  const id = typeof value === 'string' ? normalizeEventId(value) : undefined
  if (id !== undefined) return id
  throw new ProtocolError('bad_header', 'the envelope header event_id must be a UUID')
}

function payloadLength(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new ProtocolError('bad_length', 'the length of an item must be a whole number of bytes')
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** `{ [key]: value }`, or nothing to spread. */
function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const object: { [P in K]?: V } = {}
  if (value !== undefined) object[key] = value
  return object
}
