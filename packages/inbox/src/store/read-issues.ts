/** Reading issues and projects. */

import type { Kysely, Selectable } from 'kysely'
import { hourOf } from './batch.ts'
import { decodeCursor, encodeCursor, pageSize } from './cursor.ts'
import { levelOf } from './level.ts'
import type { Database, IssueTable } from './schema.ts'
import type { IssueRow, Page, PageRequest, ProjectRow } from './store.ts'

const SPARKLINE_HOURS = 24

type Row = Selectable<IssueTable>

/** Issues, last seen first. */
export async function readIssues(
  db: Kysely<Database>,
  request: PageRequest & { readonly project?: string; readonly now: number },
): Promise<Page<IssueRow>> {
  const limit = pageSize(request.limit)
  const after = decodeCursor(request.cursor)
  let query = db.selectFrom('issues').selectAll()
  const { project } = request
  if (project !== undefined) query = query.where('project', '=', project)
  if (after)
    query = query.where((eb) =>
      eb(eb.refTuple('last_seen', 'id'), '<', eb.tuple(after.time, after.number)),
    )
  const rows = await query
    .orderBy('last_seen', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const page = { rows: await withSparklines(db, shown, request.now) }
  return last ? { ...page, next: encodeCursor({ time: last.last_seen, number: last.id }) } : page
}

/** One issue by its number, or nothing. */
export async function readIssue(
  db: Kysely<Database>,
  id: number,
  now: number,
): Promise<IssueRow | undefined> {
  const rows = await db.selectFrom('issues').selectAll().where('id', '=', id).execute()
  const [issue] = await withSparklines(db, rows, now)
  return issue
}

async function withSparklines(
  db: Kysely<Database>,
  rows: readonly Row[],
  now: number,
): Promise<readonly IssueRow[]> {
  if (rows.length === 0) return []
  const firstHour = hourOf(now) - SPARKLINE_HOURS + 1
  const ids = rows.map((row) => row.id)
  const hours = await db
    .selectFrom('issue_hours')
    .selectAll()
    .where('issue_id', 'in', ids)
    .where('hour', '>=', firstHour)
    .execute()
  const sparklines = new Map(ids.map((id) => [id, Array<number>(SPARKLINE_HOURS).fill(0)]))
  for (const { issue_id, hour, count } of hours) {
    const sparkline = sparklines.get(issue_id)
    // An event may claim to come from the next hour; it is not drawn before its time.
    if (sparkline && hour - firstHour < SPARKLINE_HOURS) sparkline[hour - firstHour] = count
  }
  return rows.map((row) => issueRow(row, sparklines.get(row.id) ?? []))
}

function issueRow(row: Row, sparkline: readonly number[]): IssueRow {
  return {
    id: String(row.id),
    project: row.project,
    title: row.title,
    culprit: row.culprit,
    level: levelOf(row.level),
    count: row.count,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    lastEventId: row.last_event_id,
    groupReason: row.group_reason,
    sparkline,
  }
}

/** Projects, last seen first; `events` counts those still kept. */
export function readProjects(db: Kysely<Database>): Promise<readonly ProjectRow[]> {
  return db
    .selectFrom('issues')
    .select((eb) => [
      'project as id',
      eb.fn.countAll<number>().as('issues'),
      eb.fn.sum<number>('kept').as('events'),
      eb.fn.max<number>('last_seen').as('lastSeen'),
    ])
    .groupBy('project')
    .orderBy('lastSeen', 'desc')
    .execute()
}

/** How many issues there are. */
export async function countIssues(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('issues')
    .select((eb) => eb.fn.countAll<number>().as('issues'))
    .executeTakeFirst()
  return row?.issues ?? 0
}
