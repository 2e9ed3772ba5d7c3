/**
 * The names that parts of an event had in older versions of the protocol.
 */

import type { Json, JsonObject } from '../event.ts'
import { isJsonList, isJsonObject } from '../json.ts'
import { wrappedList } from './wrapped-list.ts'

/** Today's name of each part, and the older ones in the order in which they are believed. */
const OLD_NAMES: readonly (readonly [name: string, old: string])[] = [
  ['logentry', 'sentry.interfaces.Message'],
  ['exception', 'sentry.interfaces.Exception'],
  ['stacktrace', 'sentry.interfaces.Stacktrace'],
  ['request', 'sentry.interfaces.Http'],
  ['user', 'sentry.interfaces.User'],
  ['breadcrumbs', 'sentry.interfaces.Breadcrumbs'],
  ['threads', 'sentry.interfaces.Threads'],
  ['contexts', 'sentry.interfaces.Contexts'],
]

/** The event under today's names. What is already there is never overwritten. */
export function withLegacyNames(raw: JsonObject): JsonObject {
  const event = new Map(Object.entries(raw))
  for (const [name, old] of OLD_NAMES) {
    if (isAbsent(event.get(name)) && event.has(old)) event.set(name, event.get(old) ?? null)
  }
  moveQuery(event)
  moveSite(event)
  moveTimeSpent(event)
  moveStack(event)
  return Object.fromEntries(event)
}

/** A query has no place of its own any more: its text is the message, the rest a context. */
function moveQuery(event: Map<string, Json>): void {
  const query = event.get('sentry.interfaces.Query')
  if (!isJsonObject(query)) return
  addContext(event, 'query', query)
  const hasMessage = !isAbsent(event.get('logentry')) || !isAbsent(event.get('message'))
  const text = query['query']
  if (!hasMessage && typeof text === 'string') event.set('logentry', text)
}

function moveSite(event: Map<string, Json>): void {
  const site = event.get('site')
  const tags = event.get('tags')
  if (typeof site !== 'string') return
  if (isJsonList(tags)) event.set('tags', [...tags, ['site', site]])
  else event.set('tags', { site, ...(isJsonObject(tags) ? tags : {}) })
}

function moveTimeSpent(event: Map<string, Json>): void {
  const time = event.get('time_spent')
  if (typeof time === 'number') addContext(event, 'raven', { time_spent: time })
}

/** A stack beside the only exception is that exception's. */
function moveStack(event: Map<string, Json>): void {
  const [only, ...others] = wrappedList(event.get('exception'))
  const stack = event.get('stacktrace')
  if (only === undefined || others.length > 0 || isAbsent(stack)) return
  if (isAbsent(only['stacktrace'])) event.set('exception', [{ ...only, stacktrace: stack ?? null }])
  event.delete('stacktrace')
}

function addContext(event: Map<string, Json>, name: string, context: JsonObject): void {
  const contexts = event.get('contexts')
  const others = isJsonObject(contexts) ? contexts : {}
  const there = others[name]
  event.set('contexts', {
    ...others,
    [name]: { ...context, ...(isJsonObject(there) ? there : {}) },
  })
}

function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null
}
