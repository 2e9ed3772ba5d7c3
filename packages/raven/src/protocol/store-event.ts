/**
 * An event in the form of the store endpoint, protocol version 6, as the old clients sent it.
 *
 * The inverse of what `normalize-event.ts` does to such events.
 */

import type { Event, Json, JsonObject, LogEntry } from './event.ts'
import { isJsonList, isJsonObject } from './json.ts'

/** The event under the names that old servers know; `project` is the DSN's. */
export function storeEvent(event: Event, project: string): JsonObject {
  const {
    logentry,
    threads: _,
    transaction,
    timestamp,
    contexts,
    exception,
    ...rest
  } = plain(event)
  const { query, raven, ...others } = objectOf(contexts)
  const { time_spent: timeSpent, ...counters } = objectOf(raven)
  const kept = Object.keys(counters).length === 0 ? others : { ...others, raven: counters }
  return {
    ...rest,
    ...(Object.keys(kept).length === 0 ? {} : { contexts: kept }),
    ...(exception === undefined ? {} : { exception }),
    ...(logentry === undefined || query !== undefined
      ? {}
      : { 'sentry.interfaces.Message': logentry }),
    ...(query === undefined ? {} : { 'sentry.interfaces.Query': query }),
    ...stackOf(plain(event)),
    ...(transaction === undefined ? {} : { culprit: transaction }),
    message: messageOf(event),
    project,
    ...(timestamp === undefined ? {} : { timestamp: secondsText(timestamp) }),
    time_spent: timeSpent ?? rest.time_spent ?? null,
    modules: event.modules ?? {},
  }
}

/** An event is JSON already; only its type says more. */
function plain(event: Event): JsonObject {
  return { ...event } as JsonObject
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** The stack of a message stood at the top level. */
function stackOf({ threads }: JsonObject): JsonObject {
  const { values } = objectOf(threads)
  const { stacktrace } = objectOf(isJsonList(values) ? values[0] : undefined)
  return stacktrace === undefined ? {} : { stacktrace }
}

/** The finished text, else the captured exception's, which is the last one. */
function messageOf({ logentry, message, exception }: Event): string {
  const said: LogEntry = logentry ?? (typeof message === 'string' ? { message } : message) ?? {}
  const text = said.formatted ?? said.message
  if (text !== undefined) return text
  const { type = '', value = '' } = exception?.values.at(-1) ?? {}
  return [type, value].filter(Boolean).join(': ')
}

/** `YYYY-MM-DDTHH:MM:SSZ`: old servers read no fraction, so it is cut off. */
function secondsText(timestamp: unknown): string | null {
  if (typeof timestamp !== 'number') return typeof timestamp === 'string' ? timestamp : null
  const date = new Date(Math.floor(timestamp) * 1000)
  return Number.isNaN(date.getTime()) ? null : `${date.toISOString().slice(0, 19)}Z`
}
