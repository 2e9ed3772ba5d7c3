/** The rows, payloads and search texts of new events. */

import type { Kysely } from 'kysely'
import { eventKey, issueKey } from './batch.ts'
import { addTotals } from './counters.ts'
import { packJson } from './payload.ts'
import type { SavedIssue } from './save-issues.ts'
import type { Database } from './schema.ts'
import type { NewEvent } from './store.ts'

/** Adds events that are not there yet, whose issues are saved, in the caller's transaction. */
export async function saveEvents(
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
