/**
 * Keeps a batch of events, in the caller's transaction.
 *
 * A fixed number of statements per batch, whatever its size: events known already, issues, hours,
 * rows, payloads, texts, totals.
 */

import type { Kysely } from 'kysely'
import { eventKey, groupBy, issueGains, issueKey, unseen } from './batch.ts'
import { saveEvents } from './save-events.ts'
import { saveIssues } from './save-issues.ts'
import type { SavedIssue } from './save-issues.ts'
import type { Database } from './schema.ts'
import type { NewEvent, SaveResult } from './store.ts'

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
