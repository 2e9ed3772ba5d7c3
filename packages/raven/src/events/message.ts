/** A message with its parameters put in, the template and the parameters kept beside the text. */

import type { Json, JsonObject, LogEntry } from '../protocol/event.ts'
import { formatMessage } from '../protocol/format-message.ts'
import { clip } from '../values/clip.ts'

/** Positional parameters for `%s %d %j`, or named ones for `{name}`. */
export type MessageParams = readonly unknown[] | Readonly<Record<string, unknown>>

const MAX_TEXT = 8192

/** The message part of an event. `toJson` bounds and copies the parameters. */
export function logEntry(
  message: string,
  params: MessageParams | undefined,
  toJson: (value: unknown) => Json,
): LogEntry {
  const template = clip(message, MAX_TEXT)
  if (params === undefined) return { message: template, formatted: template }
  const kept = toJson(params)
  if (!isParams(kept)) return { message: template, formatted: template }
  return {
    message: template,
    params: kept,
    formatted: clip(formatMessage(template, kept), MAX_TEXT),
  }
}

function isParams(value: Json): value is readonly Json[] | JsonObject {
  return typeof value === 'object' && value !== null
}
