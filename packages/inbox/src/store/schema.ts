/** The tables of the newest migration, as kysely sees them. */

import type { Generated } from 'kysely'

/** One group of events. */
export interface IssueTable {
  readonly id: Generated<number>
  readonly project: string
  readonly group_key: string
  readonly group_reason: string
  readonly title: string
  readonly culprit: string
  readonly level: string
  /** Events ever seen. */
  readonly count: number
  /** Events still kept; at 0 the issue goes with its last event. */
  readonly kept: number
  readonly first_seen: number
  readonly last_seen: number
  readonly last_event_id: string
}

/** Events of an issue in one hour since 1970. */
export interface IssueHourTable {
  readonly issue_id: number
  readonly hour: number
  readonly count: number
}

/** What lists show of an event. */
export interface EventTable {
  /** Order of arrival. */
  readonly seq: Generated<number>
  readonly project: string
  readonly event_id: string
  readonly issue_id: number
  readonly happened_at: number
  readonly received_at: number
  readonly level: string
  readonly title: string
  readonly culprit: string
  readonly platform: string
  readonly environment: string
  readonly release: string
  readonly sdk: string
  readonly group_reason: string
  /** Bytes kept for this event outside of this row. */
  readonly size: number
}

/** The whole event. */
export interface PayloadTable {
  readonly seq: number
  /** `json`, or `deflate` for JSON in raw deflate (RFC 1951). */
  readonly encoding: string
  readonly body: Uint8Array
}

/** What a search by text looks through. */
export interface SearchTextTable {
  readonly seq: number
  readonly text: string
}

/** Running totals, kept in the transactions that change them. */
export interface CounterTable {
  readonly name: string
  readonly value: number
}

/** Which migrations were applied. */
export interface MigrationTable {
  readonly number: number
  readonly name: string
  readonly applied_at: number
}

/** All tables. */
export interface Database {
  readonly issues: IssueTable
  readonly issue_hours: IssueHourTable
  readonly events: EventTable
  readonly payloads: PayloadTable
  readonly search_texts: SearchTextTable
  readonly counters: CounterTable
  readonly migrations: MigrationTable
}
