/** The caller's time: what was thrown or said becomes a snapshot that nothing can change any more. */

import type { Snapshot } from '../events/build-event.ts'
import {
  isErrorLike,
  snapshotChain,
  snapshotFirst,
  type ChainSources,
  type CaughtError,
  type Link,
} from '../events/chain.ts'
import { logEntry, type MessageParams } from '../events/message.ts'
import { queryContext } from '../events/query.ts'
import type { CaptureOptions, ResolvedOptions } from '../options.ts'
import type { Frame, Json, JsonObject, Level, Mechanism, RequestInfo } from '../protocol/event.ts'
import { isJsonList, isJsonObject } from '../protocol/json.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { CarriedContext, Watched, WatchPlace } from '../scope/carried.ts'
import { mergeScopes, namedScope, type ScopeData } from '../scope/scope-data.ts'
import type { Scopes } from '../scope/scopes.ts'
import { currentTrace, type TraceContext } from '../scope/trace.ts'
import { tagsOf } from '../scope/tags.ts'
import { takeStack } from '../stack/call-sites.ts'
import { isOwnFile, ownFolder } from '../stack/in-app.ts'
import type { Locals } from '../stack/locals.ts'
import type { Site } from '../stack/site-cache.ts'
import type { StackReader } from '../stack/stack-reader.ts'
import { describe, readProperty } from '../values/describe.ts'
import { fieldsOf, itemsOf } from '../values/fields.ts'
import { isRecord, jsonObjectOf } from '../values/json-object.ts'
import { isInstanceOf, isList } from '../values/kinds.ts'
import { LIMITS, normalize, type Limits } from '../values/normalize.ts'
import { levelOf } from './levels.ts'

/** What making snapshots needs. */
export interface SnapshotParts {
  readonly runtime: Runtime
  readonly options: ResolvedOptions
  readonly reader: StackReader
  readonly scopes: Scopes
  readonly carried: CarriedContext
  /** Variables of what is thrown, where they are wanted. */
  readonly locals?: Locals | undefined
}

/** Something caught. */
export interface Caught {
  readonly id: string
  readonly thrown: unknown
  /** Default `{ type: 'generic', handled: true }`. */
  readonly mechanism?: Mechanism | undefined
  /** The method of ours from which on inwards frames are not the program's. */
  readonly above: unknown
  /** What {@link Snapshots.first} made of it, when it was asked before. */
  readonly first?: Link
}

/** Something said. */
export interface Said {
  readonly id: string
  readonly message: string
  readonly params?: MessageParams | undefined
  /** Unless the options give another. */
  readonly level: Level
  readonly above: unknown
}

/** A query. */
export interface Asked extends Omit<Said, 'message' | 'params'> {
  readonly query: string
  readonly engine?: string | undefined
  readonly params?: unknown
}

const SPAN_DIGITS = 16
const GENERIC: Mechanism = { type: 'generic', handled: true }
/** Deep enough for `exception.values.0.stacktrace.frames.0.vars.name`. */
const OWN_DEPTH = 10

/** How much of a value the options let in. */
export function limitsOf(options: ResolvedOptions): Limits {
  const { stringMaxLength, listMaxLength, serializers } = options
  return {
    ...LIMITS,
    text: stringMaxLength || LIMITS.text,
    width: listMaxLength || LIMITS.width,
    serializers,
  }
}

/** Makes the snapshots of one client. */
export class Snapshots {
  readonly #parts: SnapshotParts
  readonly #limits: Limits
  readonly #sources: ChainSources
  readonly #toJson = (value: unknown): Json => this.toJson(value)

  constructor(parts: SnapshotParts) {
    this.#parts = parts
    this.#limits = limitsOf(parts.options)
    const { reader, locals } = parts
    this.#sources = { reader, callsOf: locals && ((thrown) => locals.of(thrown)) }
  }

  /** Any value as JSON within the client's limits. */
  toJson(value: unknown): Json {
    return normalize(value, this.#limits)
  }

  /** What was thrown by itself, without its causes and context: what its kind is told from. */
  first(thrown: unknown, above: unknown): Link {
    return snapshotFirst(thrown, this.#sources, () => this.#here(above))
  }

  /** An error and its causes. */
  exception(caught: Caught, options: CaptureOptions): Snapshot {
    const { id, thrown, mechanism, above, first = this.first(thrown, above) } = caught
    const { carried } = this.#parts
    const errors = snapshotChain(thrown, this.#mechanism(mechanism), this.#sources, first)
    const { scope, watched } = carried.of(thrown)
    const snapshot = this.#common(id, options, 'error', scope)
    snapshot.errors = errors
    if (isInstanceOf(options.hideFrames, RegExp)) snapshot.hideFrames = options.hideFrames
    if (!isErrorLike(thrown)) snapshot.scope = this.#withWhole(snapshot.scope, thrown)
    return watched.length === 0
      ? snapshot
      : { ...snapshot, ...this.#watched(snapshot.scope, errors, watched) }
  }

  /** A message, with a stack when asked for. */
  message({ id, message, params, level, above }: Said, options: CaptureOptions): Snapshot {
    const usual = !hasStack(options.data) && this.#parts.options.autoLogStacks
    const stack = this.#stackFor(options.stack ?? usual, above)
    const logentry = logEntry(message, params, (value) => this.toJson(value))
    return Object.assign(this.#common(id, options, level), { logentry }, stack)
  }

  /** A query, which is a message about itself. */
  query({ query, engine, params, ...said }: Asked, options: CaptureOptions): Snapshot {
    const shown = params === undefined ? undefined : this.toJson(params)
    return {
      ...this.message({ ...said, message: query }, options),
      query: queryContext(query, engine, shown),
    }
  }

  /** The place a call of ours came from, as the site of its caller. */
  callerOf(above: unknown): Site | undefined {
    return this.#here(above)[0]
  }

  #common(id: string, options: CaptureOptions, usual: Level, carried?: ScopeData): OwnSnapshot {
    const data = options.data === undefined ? NO_DATA : fieldsOf(options.data)
    const scope = this.#scope(this.#parts.scopes.current(carried), options, data)
    const trace = this.#trace(scope.request)
    const snapshot: OwnSnapshot = {
      id,
      time: timeOf(options.date) ?? this.#parts.runtime.now(),
      level: levelOf(options.level ?? data.level, usual),
      scope,
      own: this.#own(options, data),
    }
    if (isList(options.attachments)) snapshot.attachments = itemsOf(options.attachments)
    if (trace) snapshot.trace = trace
    return snapshot
  }

  /** Looked up now: what is active belongs to this very moment. */
  #trace(request: RequestInfo | undefined): TraceContext | undefined {
    const { randomId } = this.#parts.runtime
    return currentTrace(request && jsonObjectOf({ ...request }).headers, () =>
      randomId().slice(0, SPAN_DIGITS),
    )
  }

  /** An object that is no error says more than its title does (protocol section 15). */
  #withWhole(scope: ScopeData, thrown: unknown): ScopeData {
    if (typeof thrown !== 'object' || thrown === null) return scope
    return { ...scope, extra: { ...scope.extra, __serialized__: this.toJson(thrown) } }
  }

  /** Watched values stand in the frame of who watched; where that frame is gone, in the extra data. */
  #watched(
    scope: ScopeData,
    errors: readonly CaughtError[],
    watched: readonly Watched[],
  ): Pick<Snapshot, 'scope' | 'vars'> {
    const sites = new Set(errors.flatMap((error) => error.sites))
    const vars = new Map<Site, JsonObject>()
    let lost: JsonObject = {}
    for (const { place, values } of watched.toReversed()) {
      const site = place && siteAmong([...sites], place)
      if (site) vars.set(site, { ...vars.get(site), ...values })
      else lost = { ...lost, ...values }
    }
    const extra = Object.keys(lost).length === 0 ? scope.extra : { ...scope.extra, watched: lost }
    return { scope: { ...scope, extra }, vars }
  }

  /** Most captures bring no context of their own. */
  #scope(scope: ScopeData, options: CaptureOptions, data: Data): ScopeData {
    const toJson = this.#toJson
    const fromData = hasContext(data) ? mergeScopes(scope, namedScope(data, toJson)) : scope
    return hasContext(options) ? mergeScopes(fromData, namedScope(options, toJson)) : fromData
  }

  /** What this call says of its one event besides context. */
  #own(options: CaptureOptions, data: Data): JsonObject {
    const { culprit, fingerprint, logger, timeSpent } = options
    if ((options.data ?? culprit ?? fingerprint ?? logger ?? timeSpent) === undefined)
      return NOTHING
    const { tags: _, extra: __, user: ___, request: ____, level: _____, ...attributes } = data
    const said = {
      ...attributes,
      ...(culprit === undefined ? {} : { transaction: culprit }),
      ...(isList(fingerprint) ? { fingerprint: itemsOf(fingerprint).map(describe) } : {}),
      ...(logger === undefined ? {} : { logger }),
      ...(timeSpent === undefined ? {} : { contexts: withTimeSpent(data.contexts, timeSpent) }),
    }
    if (Object.keys(said).length === 0) return {}
    return jsonObjectOf(normalize(said, { ...this.#limits, depth: OWN_DEPTH }))
  }

  /** Integrations say how an error was caught; what they say is data like any other. */
  #mechanism(mechanism: unknown): Mechanism {
    if (mechanism === undefined) return GENERIC
    const said = jsonObjectOf(this.toJson(mechanism))
    return typeof said.type === 'string' ? { ...said, type: said.type } : GENERIC
  }

  #stackFor(stack: unknown, above: unknown): Pick<Snapshot, 'sites' | 'frames'> {
    const { reader } = this.#parts
    if (stack === true) return { sites: this.#here(above) }
    if (typeof stack === 'string') return { sites: reader.sitesOfText(stack, '') }
    if (isList(stack)) return { frames: framesOf(this.toJson(stack)) }
    if (typeof stack !== 'object' || stack === null) return {}
    const message = readProperty(stack, 'message')
    return { sites: reader.sitesOf(stack, typeof message === 'string' ? message : '') }
  }

  /** Where an engine cannot leave our frames out, or nobody called us but the engine itself. */
  #withoutOwn(sites: readonly Site[]): readonly Site[] {
    const { moduleUrl } = this.#parts.runtime
    const first = sites.findIndex(({ place }) => !isOwnFile(place.file ?? '', ownFolder(moduleUrl)))
    return first === -1 ? sites : sites.slice(first)
  }

  /** Where the program called us. */
  #here(above: unknown): readonly Site[] {
    const { reader } = this.#parts
    const marker = new Error('here')
    takeStack(marker, above)
    const sites = reader.sitesOf(marker, marker.message)
    const found = sites.length > 0 ? sites : reader.sitesOf(new Error('here'), 'here')
    return this.#withoutOwn(found)
  }
}

/** The place itself, or the same function further on: after an `await` it stands there in a stack. */
function siteAmong(sites: readonly Site[], watch: WatchPlace): Site | undefined {
  const { function: name, file } = watch.place
  const isFurtherOn = ({ place }: Site): boolean => place.function === name && place.file === file
  return (
    sites.find((site) => site === watch) ?? (name === undefined ? name : sites.find(isFurtherOn))
  )
}

type Data = Partial<NonNullable<CaptureOptions['data']>>

/** A snapshot that is still being made. */
type OwnSnapshot = { -readonly [K in keyof Snapshot]: Snapshot[K] }

const NO_DATA: Data = {}
const NOTHING: JsonObject = {}

/** Whether explicit data brings a stack along. */
function hasStack(data: unknown): boolean {
  const { exception, stacktrace, threads } = isRecord(data) ? fieldsOf(data) : {}
  return [exception, stacktrace, threads].some((part) => part !== undefined)
}

function withTimeSpent(contexts: unknown, timeSpent: unknown): object {
  const said = isRecord(contexts) ? fieldsOf(contexts) : {}
  const raven = isRecord(said.raven) ? fieldsOf(said.raven) : {}
  return { ...said, raven: { ...raven, time_spent: timeSpent } }
}

type OwnContext = Pick<CaptureOptions, 'tags' | 'extra' | 'user' | 'request'>

function hasContext({ tags, extra, user, request }: OwnContext | Data): boolean {
  return tags !== undefined || extra !== undefined || user !== undefined || request !== undefined
}

/** Milliseconds since 1970 of a date or number; undefined where it is neither. */
function timeOf(date: unknown): number | undefined {
  const time = isInstanceOf(date, Date) ? readTime(date) : date
  return typeof time === 'number' && Number.isFinite(time) ? time : undefined
}

function readTime(date: Date): number | undefined {
  try {
    return Date.prototype.getTime.call(date)
  } catch {
    return undefined // it has the prototype of a date, and no date
  }
}

/** Frames that a program made itself; what is no object is none. */
function framesOf(list: Json): Frame[] {
  return isJsonList(list) ? list.filter(isJsonObject) : []
}

/** Tags as options give them, for every event of a client. */
export function baseTags({ tags, site }: ResolvedOptions): Record<string, string> {
  return { ...(site === undefined ? {} : { site }), ...tagsOf(tags) }
}
