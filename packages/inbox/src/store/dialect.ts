/** Kysely over our driver: SQLite's dialect, with prepared statements kept. */

import { SqliteDialect } from 'kysely'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import type { SqlDatabase, SqlStatement, SqlValue } from './drivers/driver.ts'

/** Statements kept prepared; inserts of many rows have one text per number of rows. */
const MAX_STATEMENTS = 200

/** Makes kysely speak to `database`, which is closed when kysely is destroyed. */
export function createDialect(database: SqlDatabase): SqliteDialect {
  return new SqliteDialect({ database: new PreparedDatabase(database) })
}

class PreparedDatabase implements SqliteDatabase {
  readonly #database: SqlDatabase
  readonly #statements = new Map<string, SqliteStatement>()

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  prepare(sql: string): SqliteStatement {
    const kept = this.#statements.get(sql)
    const statement = kept ?? adapt(this.#database.prepare(sql), givesRows(sql))
    if (kept) this.#statements.delete(sql)
    else this.#makeRoom()
    // A Map remembers the order of insertion, so that its first key is the least recently used.
    this.#statements.set(sql, statement)
    return statement
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #makeRoom(): void {
    if (this.#statements.size < MAX_STATEMENTS) return
    for (const oldest of this.#statements.keys()) {
      this.#statements.delete(oldest)
      return
    }
  }
}

/** The text is always ours (values are parameters), so its words can be trusted. */
function givesRows(sql: string): boolean {
  return /^(?:select|with|pragma)\b/.test(sql) || sql.includes(' returning ')
}

function adapt(statement: SqlStatement, reader: boolean): SqliteStatement {
  return {
    reader,
    all: (values) => statement.all(sqlValues(values)),
    run: (values) => ({ changes: statement.run(sqlValues(values)), lastInsertRowid: 0 }),
    iterate: (values) => statement.all(sqlValues(values))[Symbol.iterator](),
  }
}

function sqlValues(values: readonly unknown[]): readonly SqlValue[] {
  return values.map(sqlValue)
}

function sqlValue(value: unknown): SqlValue {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`the store cannot hold a ${typeof value}`)
}
