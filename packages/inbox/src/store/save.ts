/**
 * Keeps a batch of events, in the caller's transaction.
 *
 * A fixed number of statements per batch, whatever its size: events known already, issues, hours,
 * rows, payloads, texts, totals.
 */

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { eventKey, groupBy, hourOf, issueGains, issueKey, unseen } from './batch.ts'
import type { IssueGain } from './batch.ts'
import { addTotals } from './counters.ts'
import { packJson } from './payload.ts'
import type { Database } from './schema.ts'
import type { NewEvent, SaveResult } from './store.ts'

interface SavedIssue {
  readonly id: number
  readonly isNew: boolean
}

/** Saves `events`, whose texts must be storable, and says for each what became of it. */
export async function saveBatch(
  db: Kysely<Database>,
  events: readonly NewEvent[],
): Promise<readonly SaveResult[]> {
  const known = await findKnown(db, events)
  const fresh = unseen(events, known)
  const issues = await saveIssues(db, issueGains(fresh))
  if (fresh.length > 0) await saveEvents(db, fresh, issues)
  return results(events, known, issues)
}

/** Issue ids of those events that were kept before, by event key. */
async function findKnown(
  db: Kysely<Database>,
  events: readonly NewEvent[],
): Promise<Map<string, number>> {
  const known = new Map<string, number>()
  for (const [project, group] of groupBy(events, (event) => event.project)) {
    const ids = group.map((event) => event.eventId)
    const rows = await db
      .selectFrom('events')
      .select(['event_id', 'issue_id'])
      .where('project', '=', project)
      .where('event_id', 'in', ids)
      .execute()
    for (const row of rows) known.set(eventKey({ project, eventId: row.event_id }), row.issue_id)
  }
  return known
}

async function saveIssues(
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

async function saveEvents(
  db: Kysely<Database>,
  events: readonly NewEvent[],
  issues: ReadonlyMap<string, SavedIssue>,
): Promise<void> {
  const packed = new Map(events.map((event) => [eventKey(event), pack(event)]))
  const rows = await db
    .insertInto('events')
    .values(events.map((event) => eventRow(event, issues, packed.get(eventKey(event))?.size ?? 0)))
    .returning(['seq', 'project', 'event_id'])
    .execute()
  const contents = rows.flatMap((row) => {
    const content = packed.get(eventKey({ project: row.project, eventId: row.event_id }))
    return content ? [{ seq: row.seq, content }] : []
  })
  await db
    .insertInto('payloads')
    .values(contents.map(({ seq, content }) => ({ seq, ...content.payload })))
    .execute()
  await db
    .insertInto('search_texts')
    .values(contents.map(({ seq, content }) => ({ seq, text: content.text })))
    .execute()
  const bytes = contents.reduce((sum, { content }) => sum + content.size, 0)
  await addTotals(db, { events: contents.length, bytes, pruned: 0 })
}

function pack(event: NewEvent) {
  const payload = packJson(event.raw ?? Buffer.from(JSON.stringify(event.event)))
  const size = payload.body.length + event.searchText.length
  return { payload, text: event.searchText, size }
}

function eventRow(event: NewEvent, issues: ReadonlyMap<string, SavedIssue>, size: number) {
  const issue = issues.get(issueKey(event))
  if (!issue) throw new Error('an event without its issue')
  return {
    project: event.project,
    event_id: event.eventId,
    issue_id: issue.id,
    happened_at: event.happenedAt,
    received_at: event.receivedAt,
    level: event.level,
    title: event.title,
    culprit: event.culprit,
    platform: event.platform,
    environment: event.environment,
    release: event.release,
    sdk: event.sdk,
    group_reason: event.groupReason,
    size,
  }
}

function results(
  events: readonly NewEvent[],
  known: ReadonlyMap<string, number>,
  issues: ReadonlyMap<string, SavedIssue>,
): readonly SaveResult[] {
  const stored = new Set<string>()
  const opened = new Set<number>()
  return events.map((event) => {
    const key = eventKey(event)
    const issue = issues.get(issueKey(event))
    const isStored = !known.has(key) && !stored.has(key)
    stored.add(key)
    const id = known.get(key) ?? issue?.id ?? 0
    const newIssue = isStored && issue?.isNew === true && !opened.has(id)
    if (newIssue) opened.add(id)
    return { eventId: event.eventId, issueId: String(id), stored: isStored, newIssue }
  })
}
