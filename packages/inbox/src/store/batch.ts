/** A batch of events, sorted into what each table needs. Pure. */

import type { NewEvent } from './store.ts'
import { storable } from './text.ts'

const HOUR_MS = 3_600_000

/** What one issue gains by a batch. */
export interface IssueGain {
  readonly events: readonly NewEvent[]
  readonly firstSeen: number
  /** The one that happened last: it lends the issue its title, culprit and level. */
  readonly latest: NewEvent
}

/** The hour since 1970 that holds a time. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS)
}

/** One text per project and event id; neither may hold a NUL. */
export function eventKey(event: { readonly project: string; readonly eventId: string }): string {
  return `${event.project}\0${event.eventId}`
}

/** One text per issue. */
export function issueKey(event: { readonly project: string; readonly groupKey: string }): string {
  return `${event.project}\0${event.groupKey}`
}

/** The same event with every text storable and bounded, so that what is read equals what was written. */
export function storableEvent(event: NewEvent): NewEvent {
  return {
    ...event,
    project: storable(event.project, 64),
    eventId: storable(event.eventId, 32),
    title: storable(event.title, 500),
    culprit: storable(event.culprit, 300),
    platform: storable(event.platform, 64),
    environment: storable(event.environment, 64),
    release: storable(event.release, 250),
    sdk: storable(event.sdk, 128),
    groupKey: storable(event.groupKey, 1000),
    groupReason: storable(event.groupReason, 500),
    searchText: storable(event.searchText, 8192),
  }
}

/** The events that are not in `known`, the first of each key alone. */
export function unseen(
  events: readonly NewEvent[],
  known: ReadonlyMap<string, number>,
): NewEvent[] {
  const fresh = new Map<string, NewEvent>()
  for (const event of events) {
    const key = eventKey(event)
    if (!known.has(key) && !fresh.has(key)) fresh.set(key, event)
  }
  return [...fresh.values()]
}

/** What each issue gains, by {@link issueKey}. */
export function issueGains(events: readonly NewEvent[]): Map<string, IssueGain> {
  const gains = new Map<string, IssueGain>()
  for (const [key, group] of groupBy(events, issueKey)) {
    const [first, ...others] = group
    if (!first) continue
    const latest = others.reduce((a, b) => (b.happenedAt >= a.happenedAt ? b : a), first)
    const firstSeen = Math.min(...group.map((event) => event.happenedAt))
    gains.set(key, { events: group, firstSeen, latest })
  }
  return gains
}

/** Groups in order of first appearance. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
