/** Which SQLite library this runtime offers. */

import { StoreError } from '../errors.ts'
import type { SqlDriver } from './driver.ts'
import { libsqlDriver } from './libsql.ts'
import { nodeSqliteDriver } from './node-sqlite.ts'

/** The best driver here: the runtime's own, else libsql. Throws `no_driver` saying what to install. */
export async function findDriver(): Promise<SqlDriver> {
  const driver = nodeSqliteDriver() ?? (await libsqlDriver())
  if (driver) return driver
  throw new StoreError(
    'no_driver',
    'No SQLite here: use Node 22.13 or newer, or install the package libsql (npm install libsql).',
  )
}
