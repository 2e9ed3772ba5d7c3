/** A database query that failed or took long, as an event. */

import type { Json, JsonObject } from '../protocol/event.ts'
import { clip } from '../values/clip.ts'

const MAX_QUERY = 8192
const MAX_ENGINE = 64

/** The `query` context: the text, and engine and parameters where they are known. */
export function queryContext(
  query: string,
  engine: string | undefined,
  params: Json | undefined,
): JsonObject {
  return {
    query: clip(query, MAX_QUERY),
    ...(engine === undefined ? {} : { engine: clip(engine, MAX_ENGINE) }),
    ...(params === undefined ? {} : { params }),
  }
}
