/** The first schema: issues, their hours, events, payloads apart, search texts, counters. */

import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'
import type { Migration } from './migration.ts'

/** Migration 1. */
export const issuesAndEvents: Migration = {
  name: 'issues and events',
  async up(db) {
    await createIssues(db)
    await createEvents(db)
    await createContents(db)
    await createIndexes(db)
  },
}

async function createIssues(db: Kysely<Database>): Promise<void> {
  await db.schema
    .createTable('issues')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('group_key', 'text', (column) => column.notNull())
    .addColumn('group_reason', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('culprit', 'text', (column) => column.notNull())
    .addColumn('level', 'text', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addColumn('kept', 'bigint', (column) => column.notNull())
    .addColumn('first_seen', 'bigint', (column) => column.notNull())
    .addColumn('last_seen', 'bigint', (column) => column.notNull())
    .addColumn('last_event_id', 'text', (column) => column.notNull())
    .addUniqueConstraint('issues_project_group', ['project', 'group_key'])
    .execute()
  await db.schema
    .createTable('issue_hours')
    .addColumn('issue_id', 'integer', (column) =>
      column.notNull().references('issues.id').onDelete('cascade'),
    )
    .addColumn('hour', 'bigint', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('issue_hours_key', ['issue_id', 'hour'])
    .execute()
}

async function createEvents(db: Kysely<Database>): Promise<void> {
  await db.schema
    .createTable('events')
    .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('issue_id', 'integer', (column) => column.notNull().references('issues.id'))
    .addColumn('happened_at', 'bigint', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('level', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('culprit', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('release', 'text', (column) => column.notNull())
    .addColumn('sdk', 'text', (column) => column.notNull())
    .addColumn('group_reason', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('events_project_id', ['project', 'event_id'])
    .execute()
}

async function createContents(db: Kysely<Database>): Promise<void> {
  await db.schema
    .createTable('payloads')
    .addColumn('seq', 'integer', (column) =>
      column.primaryKey().references('events.seq').onDelete('cascade'),
    )
    .addColumn('encoding', 'text', (column) => column.notNull())
    .addColumn('body', 'blob', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('search_texts')
    .addColumn('seq', 'integer', (column) =>
      column.primaryKey().references('events.seq').onDelete('cascade'),
    )
    .addColumn('text', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute()
}

async function createIndexes(db: Kysely<Database>): Promise<void> {
  await db.schema.createIndex('issues_by_time').on('issues').columns(['last_seen', 'id']).execute()
  await db.schema
    .createIndex('issues_by_project_time')
    .on('issues')
    .columns(['project', 'last_seen', 'id'])
    .execute()
  await db.schema.createIndex('hours_by_hour').on('issue_hours').column('hour').execute()
  await db.schema
    .createIndex('events_by_issue_time')
    .on('events')
    .columns(['issue_id', 'happened_at', 'seq'])
    .execute()
}
