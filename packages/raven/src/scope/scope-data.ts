/** What a program told us about its situation, as plain JSON data, and how layers of it merge. */

import type { Breadcrumb, Json, JsonObject, RequestInfo, User } from '../protocol/event.ts'
import { fieldsOf } from '../values/fields.ts'
import { jsonObjectOf } from '../values/json-object.ts'
import { tagsOf } from './tags.ts'

/** One layer of context. Never changed in place: whoever holds one holds a snapshot. */
export interface ScopeData {
  /** Who is affected. */
  readonly user?: User
  /** The request being served. */
  readonly request?: RequestInfo
  /** Short text to search by. */
  readonly tags: Readonly<Record<string, string>>
  /** Anything else worth knowing. */
  readonly extra: JsonObject
  /** Any other attribute of an event. */
  readonly fields: JsonObject
  /** Oldest first. */
  readonly breadcrumbs: readonly Breadcrumb[]
  /** What lies below all of this and is put into words only when an event needs it; never throws. */
  readonly late?: () => ScopeData
}

const NONE = {}

/** A layer that says nothing. */
export const EMPTY_SCOPE: ScopeData = { tags: NONE, extra: NONE, fields: NONE, breadcrumbs: [] }

/** `inner` over `outer`: tags and extra key by key, user and request as a whole, breadcrumbs in a row. */
export function mergeScopes(outer: ScopeData, inner: ScopeData): ScopeData {
  if (inner === EMPTY_SCOPE) return outer
  if (outer === EMPTY_SCOPE) return inner
  const { late } = inner
  if (late) return { ...inner, late: () => mergeScopes(settled(outer), settled(late())) }
  const merged: Changeable<ScopeData> = {
    tags: together(outer.tags, inner.tags),
    extra: together(outer.extra, inner.extra),
    fields: together(outer.fields, inner.fields),
    breadcrumbs: inARow(outer.breadcrumbs, inner.breadcrumbs),
  }
  const user = inner.user ?? outer.user
  const request = inner.request ?? outer.request
  if (user !== undefined) merged.user = user
  if (request !== undefined) merged.request = request
  if (outer.late) merged.late = outer.late
  return merged
}

type Changeable<T> = { -readonly [K in keyof T]: T[K] }

function together<T extends object>(outer: T, inner: T): T {
  if (inner === NONE) return outer
  return outer === NONE ? inner : { ...outer, ...inner }
}

/** The same with everything put into words. */
export function settled(scope: ScopeData): ScopeData {
  if (!scope.late) return scope
  const { late, ...said } = scope
  return mergeScopes(settled(late()), said)
}

/** A layer that was forked from another begins with the very breadcrumbs of that one. */
function inARow(
  first: readonly Breadcrumb[],
  second: readonly Breadcrumb[],
): readonly Breadcrumb[] {
  if (first.length === 0 || second.length === 0) return first.length === 0 ? second : first
  const known = new Set(first)
  return [...first, ...second.filter((crumb) => !known.has(crumb))]
}

/** The parts of the context that have names of their own. */
export interface NamedParts {
  /** Replaces the user said before; `null` takes it back. */
  readonly user?: object | null | undefined
  /** Replaces the request said before; `null` takes it back. */
  readonly request?: object | null | undefined
  /** Added key by key. */
  readonly tags?: object | null | undefined
  /** Added key by key. */
  readonly extra?: object | null | undefined
}

/** Context as a program hands it over: the parts of an event it wants on every event. */
export interface ContextInput extends NamedParts {
  /** Any other attribute of an event: `logger`, `fingerprint`, `transaction`. */
  readonly [field: string]: unknown
}

/** Context, or a function that answers it each time an event needs it. */
export type LateContextInput = ContextInput | (() => ContextInput)

/**
 * Makes a layer from what a program handed over. `toJson` bounds and copies; nothing is kept by
 * reference, except a function that is asked later. Never throws, whatever it is given; a function
 * that does has nothing to say.
 */
export function scopeOf(input: LateContextInput, toJson: (value: unknown) => Json): ScopeData {
  if (typeof input !== 'function') return scopeOfFields(input, toJson)
  const { tags, extra, fields, breadcrumbs } = EMPTY_SCOPE // spreading costs each request a good part of a microsecond
  return { tags, extra, fields, breadcrumbs, late: () => lateScope(input, toJson) }
}

function lateScope(input: () => ContextInput, toJson: (value: unknown) => Json): ScopeData {
  try {
    return scopeOfFields(input(), toJson)
  } catch {
    return EMPTY_SCOPE // the program's own function failed; the event goes without what it would have said
  }
}

function scopeOfFields(input: ContextInput, toJson: (value: unknown) => Json): ScopeData {
  const { user, request, tags, extra, ...fields } = fieldsOf(input)
  return {
    ...namedScope({ user, request, tags, extra }, toJson),
    fields: Object.keys(fields).length === 0 ? NONE : jsonObjectOf(toJson(fields)),
  }
}

/** A layer of the four parts that have names of their own; they may be anything, but `input` is ours. */
export function namedScope(
  { user, request, tags, extra }: NamedParts,
  toJson: (value: unknown) => Json,
): ScopeData {
  const scope: Changeable<ScopeData> = {
    tags: tags === undefined ? NONE : tagsOf(tags),
    extra: extra === undefined || extra === null ? NONE : jsonObjectOf(toJson(extra)),
    fields: NONE,
    breadcrumbs: EMPTY_SCOPE.breadcrumbs,
  }
  if (isObject(user)) scope.user = jsonObjectOf(toJson(user))
  if (isObject(request)) scope.request = jsonObjectOf(toJson(request))
  return scope
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
