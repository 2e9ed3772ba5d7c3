/** A message whose parameters were masked still has them in its finished text. */

import { formatMessage } from '../protocol/format-message.ts'
import type { Json, JsonObject } from '../protocol/event.ts'
import { clip } from '../values/clip.ts'

const MAX_TEXT = 8192

/** The message with its text made anew, if masking changed its parameters. */
export function maskMessage(before: unknown, after: unknown): unknown {
  if (after === before || !isMessage(after) || !isMessage(before)) return after
  const { message, params } = after
  if (params === before.params || typeof message !== 'string' || !isParams(params)) return after
  return { ...after, formatted: clip(formatMessage(message, params), MAX_TEXT) }
}

interface MessageLike {
  readonly message?: unknown
  readonly params?: Json
}

function isMessage(value: unknown): value is MessageLike {
  return typeof value === 'object' && value !== null
}

function isParams(value: Json | undefined): value is readonly Json[] | JsonObject {
  return typeof value === 'object' && value !== null
}
