/**
 * The message of an event, under all its names (protocol section 11).
 */

import type { Json, JsonObject, LogEntry } from '../event.ts'
import { formatMessage } from '../format-message.ts'
import { isJsonList, isJsonObject } from '../json.ts'
import { boundedJson, boundedObject } from './bounded-json.ts'
import { compact, unlessEmpty } from './compact.ts'
import { fitText, scalarText } from './text.ts'

const MESSAGE = { max: 8192, tolerance: 200 }
const PARAMS = { depth: 5, size: 8192 }

/**
 * Template, parameters and finished text.
 *
 * `message` at the top of an event is the finished text of old clients, or a whole entry; where a
 * client sent only template and parameters the text is made here.
 */
export function normalizeMessage(
  entry: Json | undefined,
  topLevel: Json | undefined,
): LogEntry | undefined {
  const main = entryFrom(entry)
  const other = entryFrom(topLevel)
  const logentry = compact({
    message: main.message ?? other.message,
    params: main.params ?? other.params,
    formatted: main.formatted ?? other.formatted,
  })
  return unlessEmpty(withText(logentry))
}

function entryFrom(value: Json | undefined): LogEntry {
  if (isJsonObject(value)) return entryFromObject(value)
  // `false` is how some clients say that there is no message.
  const formatted = value === false ? undefined : scalarText(value, MESSAGE)
  return compact({ formatted })
}

function entryFromObject(raw: JsonObject): LogEntry {
  return compact({
    message: scalarText(raw['message'], MESSAGE),
    params: paramsFrom(raw['params']),
    formatted: scalarText(raw['formatted'], MESSAGE),
  })
}

function paramsFrom(value: Json | undefined): readonly Json[] | JsonObject | undefined {
  if (!isJsonList(value)) return boundedObject(value, PARAMS)
  const copy = boundedJson(value, PARAMS)
  return isJsonList(copy) && copy.length > 0 ? copy : undefined
}

function withText(entry: LogEntry): LogEntry {
  if (entry.formatted !== undefined || entry.message === undefined) return entry
  const formatted =
    entry.params === undefined ? entry.message : formatMessage(entry.message, entry.params)
  return { ...entry, formatted: fitText(formatted, MESSAGE) }
}
