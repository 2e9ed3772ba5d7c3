/** Telling JSON objects from other JSON. */

import type { Json, JsonObject } from '../protocol/event.ts'
import { isJsonObject } from '../protocol/json.ts'
import { isList } from './kinds.ts'

/** The value when it is an object, else an empty one. */
export function jsonObjectOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** True for any object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isList(value)
}

/** The objects in a list that somebody else may have made; empty when it is none. */
export function recordsIn(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return isList(list) ? list.filter(isRecord) : []
}
