/** Telling JSON objects from other JSON. */

import type { Json, JsonObject } from '../protocol/event.ts'

/** True for an object that is no list. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value when it is an object, else an empty one. */
export function jsonObjectOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {}
}
