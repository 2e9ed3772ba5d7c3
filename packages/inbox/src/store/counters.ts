/** Running totals of the file: what is kept, and what was let go. */

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** All totals. `bytes` counts payloads and search texts. */
export interface Totals {
  readonly events: number
  readonly bytes: number
  readonly pruned: number
}

/** Reads the totals. */
export async function readTotals(db: Kysely<Database>): Promise<Totals> {
  const rows = await db.selectFrom('counters').selectAll().execute()
  const value = (name: string): number => rows.find((row) => row.name === name)?.value ?? 0
  return { events: value('events'), bytes: value('bytes'), pruned: value('pruned') }
}

/** Adds to the totals, in the caller's transaction. */
export async function addTotals(db: Kysely<Database>, added: Totals): Promise<void> {
  const { events, bytes, pruned } = added
  const rows = [
    { name: 'events', value: events },
    { name: 'bytes', value: bytes },
    { name: 'pruned', value: pruned },
  ]
  await db
    .insertInto('counters')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: sql`counters.value + excluded.value` }),
    )
    .execute()
}
