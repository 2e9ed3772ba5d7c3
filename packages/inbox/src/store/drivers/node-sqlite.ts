/**
 * The driver over `node:sqlite`: Node from 22.13, Deno and Bun. Nothing to install.
 *
 * The module is asked for at run time, because Node 20 lacks it and a static import would not load.
 */

import { SqlError, sqlErrorCode } from './driver.ts'
import type { SqlDatabase, SqlDriver, SqlRow, SqlStatement, SqlValue } from './driver.ts'

interface NodeStatement {
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint }
  all(...values: readonly SqlValue[]): SqlRow[]
}

interface NodeDatabase {
  exec(sql: string): void
  prepare(sql: string): NodeStatement
  close(): void
}

interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => NodeDatabase
}

/** The driver, or nothing where this runtime has no `node:sqlite`. */
export function nodeSqliteDriver(): SqlDriver | undefined {
  const module: unknown = process.getBuiltinModule('node:sqlite')
  if (!isNodeSqlite(module)) return undefined
  return {
    name: 'node:sqlite',
    open: (file) => wrapDatabase(guarded(() => new module.DatabaseSync(file))),
  }
}

function isNodeSqlite(module: unknown): module is NodeSqlite {
  return typeof module === 'object' && module !== null && 'DatabaseSync' in module
}

function wrapDatabase(database: NodeDatabase): SqlDatabase {
  return {
    exec: (sql) => guarded(() => database.exec(sql)),
    prepare: (sql) => wrapStatement(guarded(() => database.prepare(sql))),
    close: () => guarded(() => database.close()),
  }
}

function wrapStatement(statement: NodeStatement): SqlStatement {
  return {
    run: (values) => Number(guarded(() => statement.run(...values)).changes),
    all: (values) => guarded(() => statement.all(...values)),
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new SqlError(sqlErrorCode(resultCode(error)), error)
  }
}

function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0
  return typeof error.errcode === 'number' ? error.errcode : 0
}
