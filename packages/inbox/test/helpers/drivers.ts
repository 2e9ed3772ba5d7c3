/** The SQLite libraries that this runtime can load. */

import type { SqlDriver } from '../../src/store/drivers/driver.ts'
import { libsqlDriver } from '../../src/store/drivers/libsql.ts'
import { nodeSqliteDriver } from '../../src/store/drivers/node-sqlite.ts'

/** Every driver available here; at least one. */
export async function availableDrivers(): Promise<readonly SqlDriver[]> {
  const drivers = [nodeSqliteDriver(), await libsqlDriver()].filter(
    (driver) => driver !== undefined,
  )
  if (drivers.length === 0) throw new Error('no SQLite library loads here')
  return drivers
}
