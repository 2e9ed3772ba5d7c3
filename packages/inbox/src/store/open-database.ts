/**
 * Opens the data file for one process alone.
 *
 * SQLite's exclusive locking mode is the lock: the system holds it and drops it with the process,
 * however that dies, so there is nothing to clean by hand.
 */

import { StoreError } from './errors.ts'
import { SqlError } from './drivers/driver.ts'
import type { SqlDatabase, SqlDriver } from './drivers/driver.ts'
import { APPLICATION_ID, foreignFile } from './data-file.ts'

/** How much an acknowledgement survives: the death of the process, or that of the machine too. */
export type Sync = 'normal' | 'full'

/** What {@link openDatabase} needs. */
export interface OpenOptions {
  readonly driver: SqlDriver
  readonly file: string
  readonly sync: Sync
}

/** Opens, locks and sets up. Throws a `StoreError` that says what is wrong with the file. */
export function openDatabase(options: OpenOptions): SqlDatabase {
  let database: SqlDatabase | undefined
  try {
    database = options.driver.open(options.file)
    lock(database)
    claim(database, options.file)
    setUp(database, options.sync)
    return closingWhole(database)
  } catch (error) {
    closeQuietly(database)
    throw explain(error, options.file)
  }
}

/** The error that made us close is the one to tell. */
function closeQuietly(database: SqlDatabase | undefined): void {
  try {
    database?.close()
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
  }
}

/** The lock is taken by the first transaction and kept; in this mode WAL needs no shared memory. */
function lock(database: SqlDatabase): void {
  pragma(database, 'busy_timeout = 250')
  pragma(database, 'locking_mode = exclusive')
  database.exec('begin exclusive')
  database.exec('commit')
}

/** Marks a new file as ours. Must come before WAL, so that the mark is in the file's own header. */
function claim(database: SqlDatabase, file: string): void {
  const [mark] = pragma(database, 'application_id')
  if (mark?.['application_id'] === APPLICATION_ID) return
  const tables = database.prepare('select name from sqlite_master limit 1').all([])
  if (tables.length > 0) throw foreignFile(file)
  pragma(database, `application_id = ${APPLICATION_ID}`)
}

function setUp(database: SqlDatabase, sync: Sync): void {
  pragma(database, 'journal_mode = wal')
  pragma(database, `synchronous = ${sync}`)
  pragma(database, 'foreign_keys = on')
  pragma(database, 'journal_size_limit = 67108864')
  pragma(database, 'cache_size = -16000')
}

/** Closing folds the log into the file: what is left is one plain file, and no lock. */
function closingWhole(database: SqlDatabase): SqlDatabase {
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => database.prepare(sql),
    close: () => {
      try {
        pragma(database, 'journal_mode = delete')
      } finally {
        database.close()
      }
    },
  }
}

function pragma(database: SqlDatabase, text: string): readonly Record<string, unknown>[] {
  return database.prepare(`pragma ${text}`).all([])
}

/** Says what an error while opening or migrating means for people. */
export function explain(error: unknown, file: string): unknown {
  if (!(error instanceof SqlError)) return error
  switch (error.code) {
    case 'busy':
      return new StoreError(
        'in_use',
        `${file} is in use by another raven-inbox. Stop that one, or give this one its own file with --file.`,
        { cause: error },
      )
    case 'not_a_database':
      return foreignFile(file)
    case 'corrupt':
      return new StoreError(
        'corrupt_file',
        `${file} is damaged (${error.message}). It was left as it is; move it away, or choose another one with --file.`,
        { cause: error },
      )
    default:
      return new StoreError('cannot_open', `Cannot open ${file}: ${error.message}.`, {
        cause: error,
      })
  }
}
