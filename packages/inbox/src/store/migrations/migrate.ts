/** Brings a data file to the newest schema. */

import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'
import { StoreError } from '../errors.ts'
import { issuesAndEvents } from './001-issues-and-events.ts'
import type { Migration } from './migration.ts'

/** All steps, in order; the number of a step is its place, from 1. */
export const MIGRATIONS: readonly Migration[] = [issuesAndEvents]

/**
 * Applies what is missing, each step in a transaction of its own that also records it.
 *
 * Throws `newer_file` when the file knows steps that we do not.
 */
export async function migrate(db: Kysely<Database>, file: string, now: number): Promise<void> {
  await db.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute()
  const applied = await lastApplied(db)
  if (applied > MIGRATIONS.length) throw newerFile(file)
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index >= applied) await apply(db, step, index + 1, now)
  }
}

async function lastApplied(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('migrations')
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst()
  return row?.number ?? 0
}

async function apply(
  db: Kysely<Database>,
  step: Migration,
  number: number,
  now: number,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await step.up(transaction)
    await transaction
      .insertInto('migrations')
      .values({ number, name: step.name, applied_at: now })
      .execute()
  })
}

function newerFile(file: string): StoreError {
  return new StoreError(
    'newer_file',
    `${file} was made by a newer raven-inbox. Use that version, or another file with --file.`,
  )
}
