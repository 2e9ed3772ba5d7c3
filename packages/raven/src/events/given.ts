/**
 * Explicit `data` in the names that the ancestor's users know, as an event has them today.
 *
 * `culprit` is the transaction, `site` a tag, `time_spent` stands in `contexts.raven`, and `message` is
 * the finished text.
 */

import type { Json, JsonObject } from '../protocol/event.ts'
import { isJsonObject } from '../protocol/json.ts'

/** What was given, by where it goes. */
export interface Given {
  readonly attributes: JsonObject
  readonly tags: Readonly<Record<string, string>>
  readonly contexts: JsonObject
  /** The finished text of the event. */
  readonly text?: string
  /** Unix seconds, or text that says when. */
  readonly timestamp?: number | string
}

const NOTHING: Given = { attributes: {}, tags: {}, contexts: {} }

/** Sorts explicit data by where it goes. What has a name of today wins over its older name. */
export function givenData(data: JsonObject): Given {
  if (Object.keys(data).length === 0) return NOTHING
  const { culprit, site, time_spent: spent, message, timestamp, contexts, ...rest } = data
  return {
    attributes: {
      ...(isText(culprit) ? { transaction: culprit } : {}),
      ...(isJsonObject(message) ? { message } : {}),
      ...rest,
    },
    tags: isText(site) ? { site } : {},
    contexts: withTimeSpent(isJsonObject(contexts) ? contexts : {}, spent),
    ...(isText(message) ? { text: message } : {}),
    ...(isTime(timestamp) ? { timestamp } : {}),
  }
}

function withTimeSpent(contexts: JsonObject, spent: Json | undefined): JsonObject {
  if (typeof spent !== 'number') return contexts
  const { raven } = contexts
  return { ...contexts, raven: { time_spent: spent, ...(isJsonObject(raven) ? raven : {}) } }
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== ''
}

function isTime(value: Json | undefined): value is number | string {
  return typeof value === 'number' || isText(value)
}
