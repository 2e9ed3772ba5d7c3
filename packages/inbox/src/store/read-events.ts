/** Reading events of an issue, and one event whole. */

import { normalizeEvent } from 'raven-ts/protocol'
import type { Kysely, Selectable } from 'kysely'
import { decodeCursor, encodeCursor, pageSize } from './cursor.ts'
import type { Position } from './cursor.ts'
import { levelOf } from './level.ts'
import { unpackJson } from './payload.ts'
import type { Database, EventTable } from './schema.ts'
import type { EventDetail, EventRow, Page, PageRequest } from './store.ts'

type Row = Selectable<EventTable>

/** Events of one issue, newest first. */
export async function readEvents(
  db: Kysely<Database>,
  issueId: number,
  request: PageRequest,
): Promise<Page<EventRow>> {
  const limit = pageSize(request.limit)
  const rows = await neighbours(db, issueId, {
    than: decodeCursor(request.cursor),
    limit: limit + 1,
  })
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const page = { rows: shown.map(eventRow) }
  return last ? { ...page, next: encodeCursor(positionOf(last)) } : page
}

/** One event with its content and its neighbours, or nothing. */
export async function readEvent(
  db: Kysely<Database>,
  project: string,
  eventId: string,
): Promise<EventDetail | undefined> {
  const row = await db
    .selectFrom('events')
    .innerJoin('payloads', 'payloads.seq', 'events.seq')
    .selectAll('events')
    .select(['payloads.encoding', 'payloads.body'])
    .where('events.project', '=', project)
    .where('events.event_id', '=', eventId)
    .executeTakeFirst()
  if (!row) return undefined
  const [older] = await neighbours(db, row.issue_id, { than: positionOf(row), limit: 1 })
  const newer = await newerEvent(db, row)
  const raw = unpackJson(row)
  return {
    ...eventRow(row),
    event: { ...normalizeEvent(raw, row.received_at / 1000), event_id: row.event_id },
    raw,
    groupReason: row.group_reason,
    ...(older && { olderEventId: older.event_id }),
    ...(newer && { newerEventId: newer.event_id }),
  }
}

/** What a list shows of one row. */
export function eventRow(row: Row): EventRow {
  return {
    project: row.project,
    eventId: row.event_id,
    issueId: String(row.issue_id),
    happenedAt: row.happened_at,
    receivedAt: row.received_at,
    level: levelOf(row.level),
    title: row.title,
    culprit: row.culprit,
    platform: row.platform,
    environment: row.environment,
    release: row.release,
    sdk: row.sdk,
  }
}

function positionOf(row: Row): Position {
  return { time: row.happened_at, number: row.seq }
}

/** Events of an issue from the newest, or older than a position. */
function neighbours(
  db: Kysely<Database>,
  issueId: number,
  { than, limit }: { readonly than: Position | undefined; readonly limit: number },
): Promise<Row[]> {
  let query = db.selectFrom('events').selectAll().where('issue_id', '=', issueId)
  if (than)
    query = query.where((eb) =>
      eb(eb.refTuple('happened_at', 'seq'), '<', eb.tuple(than.time, than.number)),
    )
  return query.orderBy('happened_at', 'desc').orderBy('seq', 'desc').limit(limit).execute()
}

function newerEvent(db: Kysely<Database>, row: Row): Promise<{ event_id: string } | undefined> {
  return db
    .selectFrom('events')
    .select('event_id')
    .where('issue_id', '=', row.issue_id)
    .where((eb) => eb(eb.refTuple('happened_at', 'seq'), '>', eb.tuple(row.happened_at, row.seq)))
    .orderBy('happened_at')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
}
