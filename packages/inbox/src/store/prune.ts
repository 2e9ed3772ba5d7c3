/**
 * Forgetting by design: the oldest arrivals go first, in the transaction of what made them too many.
 */

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { groupBy } from './batch.ts'
import { addTotals } from './counters.ts'
import type { Totals } from './counters.ts'
import type { Database } from './schema.ts'

/** How much the inbox keeps. */
export interface Caps {
  readonly maxEvents: number
  /** Payloads and search texts together. */
  readonly maxBytes: number
  readonly maxAgeMs: number
}

/** 100,000 events, 1 GiB, 90 days. */
export const DEFAULT_CAPS: Caps = {
  maxEvents: 100_000,
  maxBytes: 1024 ** 3,
  maxAgeMs: 90 * 86_400_000,
}

/** Bounds the work of one transaction: what is left over goes with the next. */
const ROWS_PER_ROUND = 500
const MAX_ROUNDS = 10

interface Victim {
  readonly seq: number
  readonly issue_id: number
  readonly received_at: number
  readonly size: number
}

/** Removes what is beyond the caps, oldest arrivals first, and counts it. */
export async function prune(
  db: Kysely<Database>,
  options: { readonly caps: Caps; readonly totals: Totals; readonly now: number },
): Promise<void> {
  let { totals } = options
  // Nearly always there is nothing to do, or one to remove: then one row more says that it is enough.
  let limit = Math.min(Math.max(totals.events - options.caps.maxEvents, 0) + 1, ROWS_PER_ROUND)
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const oldest = await oldestEvents(db, limit)
    const victims = beyondCaps(oldest, { ...options, totals })
    if (victims.length === 0) return
    await remove(db, victims)
    const bytes = victims.reduce((sum, victim) => sum + victim.size, 0)
    await addTotals(db, { events: -victims.length, bytes: -bytes, pruned: victims.length })
    totals = { ...totals, events: totals.events - victims.length, bytes: totals.bytes - bytes }
    if (victims.length < oldest.length) return
    limit = ROWS_PER_ROUND
  }
}

function oldestEvents(db: Kysely<Database>, limit: number): Promise<Victim[]> {
  return db
    .selectFrom('events')
    .select(['seq', 'issue_id', 'received_at', 'size'])
    .orderBy('seq')
    .limit(limit)
    .execute()
}

function beyondCaps(
  oldest: readonly Victim[],
  options: { readonly caps: Caps; readonly totals: Totals; readonly now: number },
): readonly Victim[] {
  const { caps, now } = options
  let { events, bytes } = options.totals
  const end = oldest.findIndex((row) => {
    const isBeyond =
      events > caps.maxEvents || bytes > caps.maxBytes || row.received_at < now - caps.maxAgeMs
    events -= 1
    bytes -= row.size
    return !isBeyond
  })
  return end === -1 ? oldest : oldest.slice(0, end)
}

/** Payloads, texts and hours go by foreign keys. */
async function remove(db: Kysely<Database>, victims: readonly Victim[]): Promise<void> {
  const last = victims.at(-1)
  if (!last) return
  await db.deleteFrom('events').where('seq', '<=', last.seq).execute()
  const byIssue = groupBy(victims, (victim) => victim.issue_id)
  for (const [id, gone] of byIssue) await shrinkIssue(db, id, gone.length)
  await db
    .deleteFrom('issues')
    .where('id', 'in', [...byIssue.keys()])
    .where('kept', '<=', 0)
    .execute()
}

/** The issue's last event may be among the gone, when clocks disagree. */
async function shrinkIssue(db: Kysely<Database>, id: number, gone: number): Promise<void> {
  await db
    .updateTable('issues')
    .set((eb) => ({
      kept: sql`kept - ${gone}`,
      last_event_id: eb.fn.coalesce(
        eb
          .selectFrom('events')
          .select('event_id')
          .where('issue_id', '=', id)
          .orderBy('happened_at', 'desc')
          .orderBy('seq', 'desc')
          .limit(1),
        'last_event_id',
      ),
    }))
    .where('id', '=', id)
    .execute()
}

/** Removes hours that no sparkline shows any more. */
export async function pruneHours(db: Kysely<Database>, beforeHour: number): Promise<void> {
  await db.deleteFrom('issue_hours').where('hour', '<', beforeHour).execute()
}
