/**
 * The only door to the inbox's data.
 *
 * Everything is asynchronous, because the SQL underneath may one day be on another machine. Times
 * are milliseconds since 1970. Lists are newest first and paged by an opaque cursor.
 */

import type { Event, Json, Level, NormalEvent } from 'raven-ts/protocol'

/** One event ready to be kept: decoded, normalised, grouped. */
export interface NewEvent {
  readonly project: string
  /** 32 lower-case hex digits; a second event with the same project and id is not kept twice. */
  readonly eventId: string
  readonly receivedAt: number
  /** When it happened. */
  readonly happenedAt: number
  readonly level: Level
  readonly title: string
  readonly culprit: string
  readonly platform: string
  readonly environment: string
  readonly release: string
  /** The client that sent it, `name/version`. */
  readonly sdk: string
  /** Events with the same key in one project are one issue. */
  readonly groupKey: string
  /** In words, what made the key. */
  readonly groupReason: string
  /** Everything a search by text should find, lower case. */
  readonly searchText: string
  /** The event as normalised, in wire form. */
  readonly event: Event
  /** The event's JSON as it came. Kept instead of {@link event}, so that nothing is lost. */
  readonly raw?: Uint8Array
}

/** What became of one event. */
export interface SaveResult {
  readonly eventId: string
  readonly issueId: string
  /** False when project and id were already there. */
  readonly stored: boolean
  /** True when this event made the issue. */
  readonly newIssue: boolean
}

/** One row of the list of issues. */
export interface IssueRow {
  readonly id: string
  readonly project: string
  readonly title: string
  readonly culprit: string
  readonly level: Level
  readonly count: number
  readonly firstSeen: number
  readonly lastSeen: number
  readonly lastEventId: string
  readonly groupReason: string
  /** Events per hour for the last 24 hours, oldest first; 24 numbers. */
  readonly sparkline: readonly number[]
}

/** One row of a list of events. */
export interface EventRow {
  readonly project: string
  readonly eventId: string
  readonly issueId: string
  readonly happenedAt: number
  readonly receivedAt: number
  readonly level: Level
  readonly title: string
  readonly culprit: string
  readonly platform: string
  readonly environment: string
  readonly release: string
  readonly sdk: string
}

/** One event with its whole content, and its neighbours in the issue. */
export interface EventDetail extends EventRow {
  /** Normalised when it is read, so that what we learn later shows in older events too. */
  readonly event: NormalEvent
  /** As it came. */
  readonly raw: Json
  /** In words, what put it into its issue. */
  readonly groupReason: string
  /** The next older event of the same issue. */
  readonly olderEventId?: string
  /** The next newer event of the same issue. */
  readonly newerEventId?: string
}

/** One project that has events. */
export interface ProjectRow {
  readonly id: string
  readonly issues: number
  readonly events: number
  readonly lastSeen: number
}

/** A piece of a list; `next` is absent at its end. */
export interface Page<T> {
  readonly rows: readonly T[]
  readonly next?: string
}

/** Which piece of a list. */
export interface PageRequest {
  /** 1 to 100; 25 when absent. */
  readonly limit?: number
  readonly cursor?: string
}

/** What the inbox keeps, and what it has let go. */
export interface StoreCounts {
  readonly events: number
  readonly issues: number
  /** Events removed to stay within the caps, since the file was made. */
  readonly pruned: number
}

/** The data of one inbox. */
export interface Store {
  /** Keeps all events in one transaction. When it resolves they survive the death of the process. */
  save(events: readonly NewEvent[]): Promise<readonly SaveResult[]>
  projects(): Promise<readonly ProjectRow[]>
  /** Issues, last seen first; of all projects when `project` is absent. */
  issues(
    request: PageRequest & { readonly project?: string; readonly now: number },
  ): Promise<Page<IssueRow>>
  issue(id: string, now: number): Promise<IssueRow | undefined>
  /** Events of one issue, newest first. */
  events(issueId: string, request: PageRequest): Promise<Page<EventRow>>
  /** One event by project and id (32 hex digits). */
  event(project: string, eventId: string): Promise<EventDetail | undefined>
  /** Events whose id starts with, or whose text contains, every word of `query`; newest first. */
  search(
    query: string,
    request: PageRequest & { readonly project?: string },
  ): Promise<Page<EventRow>>
  counts(): Promise<StoreCounts>
  close(): Promise<void>
}
