/**
 * The driver over `libsql`, for Node 20, which has no SQLite of its own.
 *
 * Its native part ends the whole process when it meets a value it does not know (a boolean, say),
 * so every value is checked before it is handed over.
 */

import { SqlError, sqlErrorCode } from './driver.ts'
import type { SqlDatabase, SqlDriver, SqlRow, SqlStatement, SqlValue } from './driver.ts'

interface LibsqlStatement {
  run(values: readonly SqlValue[]): { readonly changes: number }
  all(values: readonly SqlValue[]): SqlRow[]
}

interface LibsqlDatabase {
  exec(sql: string): void
  prepare(sql: string): LibsqlStatement
  close(): void
}

type LibsqlConstructor = new (file: string) => LibsqlDatabase

/** The driver, or nothing where the optional package `libsql` is not installed or does not load. */
export async function libsqlDriver(): Promise<SqlDriver | undefined> {
  const Database = await loadLibsql()
  if (!Database) return undefined
  return { name: 'libsql', open: (file) => wrapDatabase(guarded(() => new Database(file))) }
}

async function loadLibsql(): Promise<LibsqlConstructor | undefined> {
  try {
    const module: { readonly default: unknown } = await import('libsql')
    return isConstructor(module.default) ? module.default : undefined
  } catch {
    // Optional means that its absence is an answer; the caller says what to install.
    return undefined
  }
}

function isConstructor(value: unknown): value is LibsqlConstructor {
  return typeof value === 'function'
}

function wrapDatabase(database: LibsqlDatabase): SqlDatabase {
  return {
    exec: (sql) => guarded(() => database.exec(sql)),
    prepare: (sql) => wrapStatement(guarded(() => database.prepare(sql))),
    close: () => guarded(() => release(database)),
  }
}

/**
 * The library cannot finalise statements, so the file stays open until they are collected; an
 * exclusive lock has to be given back before.
 */
function release(database: LibsqlDatabase): void {
  try {
    database.prepare('pragma locking_mode = normal').all([])
    database.prepare('select name from sqlite_master limit 1').all([])
  } finally {
    database.close()
  }
}

function wrapStatement(statement: LibsqlStatement): SqlStatement {
  return {
    run: (values) => guarded(() => statement.run(checked(values))).changes,
    all: (values) => guarded(() => statement.all(checked(values))).map(withBytes),
  }
}

function checked(values: readonly SqlValue[]): readonly SqlValue[] {
  for (const value of values) {
    if (value === null || typeof value === 'string' || value instanceof Uint8Array) continue
    if (typeof value !== 'number') throw new TypeError(`SQLite cannot hold a ${typeof value}`)
  }
  return values
}

function withBytes(row: SqlRow): SqlRow {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value)
  }
  return row
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new SqlError(sqlErrorCode(resultCode(error)), error)
  }
}

/** A file that cannot be opened has its code in the text alone: `… file.db: 14`. */
function resultCode(error: unknown): number {
  if (!(error instanceof Error)) return 0
  if ('rawCode' in error && typeof error.rawCode === 'number') return error.rawCode
  return Number(/: (\d{1,5})"?\)? ?$/.exec(error.message)?.[1] ?? 0)
}
