/** What a batch of events does to the issues and their hours. */

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { groupBy, hourOf, issueKey } from './batch.ts'
import type { IssueGain } from './batch.ts'
import type { Database } from './schema.ts'

/** An issue after a batch. */
export interface SavedIssue {
  readonly id: number
  /** True when the batch made it. */
  readonly isNew: boolean
}

/** Makes or updates the issues, by `issueKey`, in the caller's transaction. */
export async function saveIssues(
  db: Kysely<Database>,
  gains: ReadonlyMap<string, IssueGain>,
): Promise<Map<string, SavedIssue>> {
  const issues = new Map<string, SavedIssue>()
  if (gains.size === 0) return issues
  const rows = await upsertIssues(db, [...gains.values()])
  for (const row of rows) {
    const key = issueKey({ project: row.project, groupKey: row.group_key })
    issues.set(key, { id: row.id, isNew: row.count === gains.get(key)?.events.length })
  }
  await addHours(db, gains, issues)
  return issues
}

function upsertIssues(db: Kysely<Database>, gains: readonly IssueGain[]) {
  return db
    .insertInto('issues')
    .values(gains.map(issueRow))
    .onConflict((conflict) =>
      conflict.columns(['project', 'group_key']).doUpdateSet({
        count: sql`issues.count + excluded.count`,
        kept: sql`issues.kept + excluded.kept`,
        first_seen: sql`case when excluded.first_seen < issues.first_seen then excluded.first_seen else issues.first_seen end`,
        title: ifLatest<string>('title'),
        culprit: ifLatest<string>('culprit'),
        level: ifLatest<string>('level'),
        last_event_id: ifLatest<string>('last_event_id'),
        last_seen: ifLatest<number>('last_seen'),
      }),
    )
    .returning(['id', 'project', 'group_key', 'count'])
    .execute()
}

/** The new value when the event is the latest of its issue, else the old one. */
function ifLatest<T>(column: string) {
  const fresh = sql.ref<T>(`excluded.${column}`)
  const old = sql.ref<T>(`issues.${column}`)
  return sql<T>`case when excluded.last_seen >= issues.last_seen then ${fresh} else ${old} end`
}

function issueRow(gain: IssueGain) {
  const { latest } = gain
  return {
    project: latest.project,
    group_key: latest.groupKey,
    group_reason: latest.groupReason,
    title: latest.title,
    culprit: latest.culprit,
    level: latest.level,
    count: gain.events.length,
    kept: gain.events.length,
    first_seen: gain.firstSeen,
    last_seen: latest.happenedAt,
    last_event_id: latest.eventId,
  }
}

async function addHours(
  db: Kysely<Database>,
  gains: ReadonlyMap<string, IssueGain>,
  issues: ReadonlyMap<string, SavedIssue>,
): Promise<void> {
  const rows: { issue_id: number; hour: number; count: number }[] = []
  for (const [key, gain] of gains) {
    const issueId = issues.get(key)?.id
    if (issueId === undefined) continue
    for (const [hour, events] of groupBy(gain.events, (event) => hourOf(event.happenedAt)))
      rows.push({ issue_id: issueId, hour, count: events.length })
  }
  await db
    .insertInto('issue_hours')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['issue_id', 'hour'])
        .doUpdateSet({ count: sql`issue_hours.count + excluded.count` }),
    )
    .execute()
}
