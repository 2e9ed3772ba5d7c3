/** What a program told us about its situation, as plain JSON data, and how layers of it merge. */

import type { Breadcrumb, Json, JsonObject, RequestInfo, User } from '../protocol/event.ts'
import { jsonObjectOf } from '../values/json-object.ts'

/** One layer of context. Never changed in place: whoever holds one holds a snapshot. */
export interface ScopeData {
  readonly user?: User
  readonly request?: RequestInfo
  readonly tags: Readonly<Record<string, string>>
  readonly extra: JsonObject
  /** Any other attribute of an event. */
  readonly fields: JsonObject
  /** Oldest first. */
  readonly breadcrumbs: readonly Breadcrumb[]
}

/** A layer that says nothing. */
export const EMPTY_SCOPE: ScopeData = { tags: {}, extra: {}, fields: {}, breadcrumbs: [] }

/** `inner` over `outer`: tags and extra key by key, user and request as a whole, breadcrumbs in a row. */
export function mergeScopes(outer: ScopeData, inner: ScopeData): ScopeData {
  if (inner === EMPTY_SCOPE) return outer
  if (outer === EMPTY_SCOPE) return inner
  const user = inner.user ?? outer.user
  const request = inner.request ?? outer.request
  return {
    ...(user === undefined ? {} : { user }),
    ...(request === undefined ? {} : { request }),
    tags: { ...outer.tags, ...inner.tags },
    extra: { ...outer.extra, ...inner.extra },
    fields: { ...outer.fields, ...inner.fields },
    breadcrumbs: [...outer.breadcrumbs, ...inner.breadcrumbs],
  }
}

/** Context as a program hands it over: the parts of an event it wants on every event. */
export interface ContextInput {
  readonly user?: object | null | undefined
  readonly request?: object | null | undefined
  readonly tags?: object | null | undefined
  readonly extra?: object | null | undefined
  readonly [field: string]: unknown
}

/** Makes a layer from what a program handed over. `toJson` bounds and copies; nothing is kept by reference. */
export function scopeOf(input: ContextInput, toJson: (value: unknown) => Json): ScopeData {
  const { user, request, tags, extra, ...fields } = input
  return {
    ...objectPart('user', user, toJson),
    ...objectPart('request', request, toJson),
    tags: tagsOf(tags),
    extra: jsonObjectOf(toJson(extra ?? {})),
    fields: jsonObjectOf(toJson(fields)),
    breadcrumbs: [],
  }
}

/** Tags hold text only; empty and absent values are no tags (protocol: attributes, tags). */
export function tagsOf(tags: unknown): Record<string, string> {
  const out: Record<string, string> = {}
  if (typeof tags !== 'object' || tags === null) return out
  for (const [key, value] of Object.entries(tags)) {
    const text = tagText(value)
    if (text !== '') out[key.slice(0, MAX_TAG)] = text
  }
  return out
}

const MAX_TAG = 200

function tagText(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('\n', ' ').trim().slice(0, MAX_TAG)
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  return ''
}

function objectPart<K extends string>(
  key: K,
  value: unknown,
  toJson: (value: unknown) => Json,
): { [key in K]?: JsonObject } {
  if (typeof value !== 'object' || value === null) return {}
  const part: { [key in K]?: JsonObject } = {}
  part[key] = jsonObjectOf(toJson(value))
  return part
}
