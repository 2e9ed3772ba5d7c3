/**
 * The one thing the store asks of an SQLite library.
 *
 * Small and synchronous, so that `node:sqlite`, libsql, and whatever comes next can each stand
 * behind it in a page of code. A driver hides how its library passes values and names its errors.
 */

/** What a statement takes and gives. Booleans and bigints are kept out: not every library has them. */
export type SqlValue = null | number | string | Uint8Array

/** One row, by column name. */
export type SqlRow = Record<string, unknown>

/** One prepared statement. */
export interface SqlStatement {
  /** Runs a statement that gives no rows, and says how many rows it changed. */
  run(values: readonly SqlValue[]): number
  /** Runs a statement that gives rows. Blobs come as `Uint8Array`. */
  all(values: readonly SqlValue[]): SqlRow[]
}

/** One open database. Errors it throws are {@link SqlError}s. */
export interface SqlDatabase {
  exec(sql: string): void
  prepare(sql: string): SqlStatement
  /** Gives back the file, its lock included. */
  close(): void
}

/** One SQLite library. */
export interface SqlDriver {
  readonly name: string
  open(file: string): SqlDatabase
}

/** Result codes we act upon (sqlite.org/rescode.html); `other` is everything else. */
export type SqlErrorCode = 'busy' | 'not_a_database' | 'corrupt' | 'cannot_open' | 'other'

/** An error of any library, by SQLite's primary result code. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  readonly code: SqlErrorCode

  constructor(code: SqlErrorCode, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.code = code
  }
}

const PRIMARY_CODES: ReadonlyMap<number, SqlErrorCode> = new Map([
  [5, 'busy'],
  [6, 'busy'],
  [11, 'corrupt'],
  [14, 'cannot_open'],
  [26, 'not_a_database'],
])

/** The name of a result code; extended codes keep the primary one in their low byte. */
export function sqlErrorCode(resultCode: number): SqlErrorCode {
  return PRIMARY_CODES.get(resultCode & 0xff) ?? 'other'
}
