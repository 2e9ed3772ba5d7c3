/** From what was captured to an event in wire form. */

import type {
  Event,
  ExceptionValue,
  Frame,
  JsonObject,
  Level,
  LogEntry,
} from '../protocol/event.ts'
import type { ScopeData } from '../scope/scope-data.ts'
import type { Site } from '../stack/site-cache.ts'
import type { CaughtError } from './chain.ts'
import { culpritOf } from './culprit.ts'

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
  readonly logentry?: LogEntry
  /** The stack of a message, innermost first. */
  readonly sites?: readonly Site[]
}

/** What building needs: frames for sites, and what all events of a client share. */
export interface EventParts {
  readonly framesOf: (sites: readonly Site[]) => Frame[]
  /** Attributes of every event: platform, server name, release, environment, contexts, sdk. */
  readonly shared: Event
  readonly tags: Readonly<Record<string, string>>
  readonly extra: JsonObject
}

/** The event as it enters the privacy pipeline. */
export function buildEvent(snapshot: Snapshot, parts: EventParts): Event {
  const { scope } = snapshot
  const values = snapshot.errors?.map((error) => exceptionValue(error, parts)).reverse()
  const frames = snapshot.sites?.length ? parts.framesOf(snapshot.sites) : undefined
  const culprit = culpritOf(frames ?? values?.at(-1)?.stacktrace?.frames ?? [])
  return {
    ...parts.shared,
    ...(culprit === undefined ? {} : { transaction: culprit }),
    ...scope.fields,
    ...(scope.user === undefined ? {} : { user: scope.user }),
    ...(scope.request === undefined ? {} : { request: scope.request }),
    ...(scope.breadcrumbs.length === 0 ? {} : { breadcrumbs: { values: scope.breadcrumbs } }),
    ...(snapshot.logentry === undefined ? {} : { logentry: snapshot.logentry }),
    ...(values === undefined ? {} : { exception: { values } }),
    ...(frames === undefined
      ? {}
      : { threads: { values: [{ id: 0, current: true, stacktrace: { frames } }] } }),
    ...snapshot.own,
    ...contextsOf(parts.shared.contexts, scope.fields.contexts, snapshot.own.contexts),
    event_id: snapshot.id,
    timestamp: snapshot.time / 1000,
    level: snapshot.level,
    tags: { ...parts.tags, ...scope.tags },
    extra: { ...parts.extra, ...scope.extra },
  }
}

function exceptionValue(error: CaughtError, parts: EventParts): ExceptionValue {
  const frames = parts.framesOf(error.sites)
  return {
    type: error.type,
    value: error.value,
    ...(frames.length === 0 ? {} : { stacktrace: { frames } }),
    mechanism: error.mechanism,
  }
}

/** Contexts add up by name instead of replacing each other. */
function contextsOf(...layers: readonly unknown[]): Pick<Event, 'contexts'> {
  let contexts: Record<string, JsonObject> = {}
  for (const layer of layers) {
    if (typeof layer === 'object' && layer !== null) contexts = { ...contexts, ...layer }
  }
  return Object.keys(contexts).length === 0 ? {} : { contexts }
}
