/** From what was captured to an event in wire form. */

import type {
  DebugImage,
  Event,
  ExceptionValue,
  Frame,
  JsonObject,
  Level,
  LogEntry,
  Thread,
} from '../protocol/event.ts'
import type { ScopeData } from '../scope/scope-data.ts'
import type { TraceContext } from '../scope/trace.ts'
import { framesOmitted } from '../stack/both-ends.ts'
import type { Site } from '../stack/site-cache.ts'
import type { CaughtError } from './chain.ts'
import { culpritOf } from './culprit.ts'
import { givenData, type Given } from './given.ts'

/** Variables to show, by their site. */
export type SiteVars = ReadonlyMap<Site, JsonObject>

/** One capture, copied so that nothing in it can change any more. */
export interface Snapshot {
  /** 32 lower-case hex digits. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly level: Level
  readonly scope: ScopeData
  /** Attributes given with this very call; they win over everything else. */
  readonly own: JsonObject
  /** The captured error first, then its causes. */
  readonly errors?: readonly CaughtError[]
  /** Files of what called the program. */
  readonly hideFrames?: RegExp
  readonly logentry?: LogEntry
  /** The stack of a message, innermost first. */
  readonly sites?: readonly Site[]
  /** The stack of a message as its caller had it, oldest call first. */
  readonly frames?: readonly Frame[]
  /** Which trace it belongs to. */
  readonly trace?: TraceContext
  /** The query it is about. */
  readonly query?: JsonObject
  /** Files as the program gave them; read when the event is finished. */
  readonly attachments?: readonly unknown[]
  /** Watched values, and the site of whoever watched. */
  readonly vars?: SiteVars
}

/** What building needs: frames for sites, and what all events of a client share. */
export interface EventParts {
  readonly framesOf: (sites: readonly Site[], vars?: SiteVars) => readonly Frame[]
  /** The ids that builds gave to the files of frames. */
  readonly imagesOf: (frames: readonly Frame[]) => readonly DebugImage[]
  /** Breadcrumbs as they leave. */
  readonly crumbsOf: (crumbs: ScopeData['breadcrumbs']) => ScopeData['breadcrumbs']
  /** Versions of packages; asked when the first event is built. */
  readonly modules: () => Event['modules']
  /** Attributes of every event: platform, server name, release, environment, contexts, sdk. */
  readonly shared: () => Event
  readonly tags: Readonly<Record<string, string>>
  readonly extra: JsonObject
}

/** The event as it enters the privacy pipeline. */
export function buildEvent(snapshot: Snapshot, parts: EventParts): Event {
  const { scope } = snapshot
  const given = givenData(snapshot.own)
  const values = snapshot.errors?.map((error) => exceptionValue(error, parts, snapshot)).reverse()
  const frames = messageFrames(snapshot, parts)
  const modules = parts.modules()
  const images = imagesOf(frames ? [frames] : framesIn(values ?? []), parts)
  const culprit = culpritOf(frames ?? values?.at(-1)?.stacktrace?.frames ?? [])
  const shared = parts.shared()
  let event: Changeable<Event> = { event_id: snapshot.id, ...shared }
  if (modules) event.modules = modules
  if (images.length > 0) event.debug_meta = { images }
  if (culprit !== undefined) event.transaction = culprit
  event = over(event, scope.fields)
  if (scope.user !== undefined) event.user = scope.user
  if (scope.request !== undefined) event.request = scope.request
  if (scope.breadcrumbs.length > 0)
    event.breadcrumbs = { values: parts.crumbsOf(scope.breadcrumbs) }
  const logentry = textOf(snapshot, given)
  if (logentry) event.logentry = logentry
  if (values) event.exception = { values }
  if (frames) event.threads = { values: [threadOf(frames, snapshot.sites ?? [])] }
  event = over(event, given.attributes)
  const contexts = contextsOf(
    shared.contexts,
    snapshot.trace && { trace: snapshot.trace },
    snapshot.query && { query: snapshot.query },
    scope.fields.contexts,
    given.contexts,
  )
  if (contexts) event.contexts = contexts
  event.event_id = snapshot.id
  event.timestamp = given.timestamp ?? snapshot.time / 1000
  event.level = snapshot.level
  event.tags = { ...parts.tags, ...given.tags, ...scope.tags }
  event.extra = { ...parts.extra, ...scope.extra }
  return event
}

/** What was said besides, which is mostly nothing. */
function over(event: Event, said: JsonObject): Changeable<Event> {
  return isEmpty(said) ? event : { ...event, ...said }
}

/**
 * Set member by member: spreading an object for each that may be there costs ten times as much. So does adding
 * to an object that begins with a spread: V8 looks up each new member the slow way.
 */
type Changeable<T> = { -readonly [K in keyof T]: T[K] }

function threadOf(frames: readonly Frame[], sites: readonly Site[]): Thread {
  return { id: 0, current: true, stacktrace: { frames, ...framesOmitted(sites) } }
}

/** The finished text that explicit data brings wins over the one that was made. */
function textOf({ logentry }: Snapshot, { text }: Given): LogEntry | undefined {
  return text === undefined ? logentry : { message: text, ...logentry, formatted: text }
}

function framesIn(values: readonly ExceptionValue[]): readonly (readonly Frame[])[] {
  return values.map(({ stacktrace }) => stacktrace?.frames ?? [])
}

/** Each file once. */
function imagesOf(lists: readonly (readonly Frame[])[], parts: EventParts): readonly DebugImage[] {
  const all = lists.flatMap((frames) => parts.imagesOf(frames))
  if (lists.length < 2) return all
  return [...new Map(all.map((image) => [image.code_file, image])).values()]
}

/** All places whose frames an event of this snapshot will have. */
export function sitesOf({ errors, sites }: Snapshot): readonly Site[] {
  if (!errors) return sites ?? []
  return errors.length === 1 ? (errors[0]?.sites ?? []) : errors.flatMap((error) => error.sites)
}

function messageFrames(
  { sites, frames }: Snapshot,
  parts: EventParts,
): readonly Frame[] | undefined {
  if (frames && frames.length > 0) return frames
  return sites && sites.length > 0 ? parts.framesOf(sites) : undefined
}

function exceptionValue(
  error: CaughtError,
  parts: EventParts,
  { vars, hideFrames }: Snapshot,
): ExceptionValue {
  const all = parts.framesOf(error.sites, bothVars(error.vars, vars))
  const hidden = hideFrames ? callersIn(all, hideFrames) : 0
  const frames = hidden > 0 ? all.slice(hidden) : all
  const sites = hidden > 0 ? error.sites.slice(0, -hidden) : error.sites
  return {
    type: error.type,
    value: error.value,
    ...(frames.length === 0 ? {} : { stacktrace: { frames, ...framesOmitted(sites) } }),
    mechanism: error.mechanism,
  }
}

/** How many of the oldest frames called the program: up to the last of such a file, and none of its own. */
function callersIn(frames: readonly Frame[], files: RegExp): number {
  const own = frames.findIndex((frame) => frame.in_app)
  const outer = frames.slice(0, Math.max(own, 0))
  return outer.findLastIndex(({ filename = '' }) => filename.search(files) >= 0) + 1
}

/** What somebody watched says more than a variable of the same name. */
function bothVars(
  locals: SiteVars | undefined,
  watched: SiteVars | undefined,
): SiteVars | undefined {
  if (!locals || !watched) return locals ?? watched
  const both = new Map(locals)
  for (const [site, values] of watched) both.set(site, { ...locals.get(site), ...values })
  return both
}

/** Contexts add up by name instead of replacing each other. */
function contextsOf(...layers: readonly unknown[]): Event['contexts'] {
  let contexts: Record<string, JsonObject> = {}
  for (const layer of layers) {
    if (typeof layer === 'object' && layer !== null && !isEmpty(layer))
      contexts = { ...contexts, ...layer }
  }
  return isEmpty(contexts) ? undefined : contexts
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}
