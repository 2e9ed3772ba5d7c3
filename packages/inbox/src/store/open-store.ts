/** Opens the inbox's data file. */

import { prepareDataFile } from './data-file.ts'
import { createDialect } from './dialect.ts'
import type { SqlDriver } from './drivers/driver.ts'
import { findDriver } from './drivers/find-driver.ts'
import { explain, openDatabase } from './open-database.ts'
import type { Sync } from './open-database.ts'
import { DEFAULT_CAPS } from './prune.ts'
import type { Caps } from './prune.ts'
import { SqlStore } from './sql-store.ts'
import type { Store } from './store.ts'

/** What {@link openStore} takes. */
export interface StoreOptions {
  readonly file: string
  /** `normal`: acknowledged events survive the process. `full`: the machine too. Default `normal`. */
  readonly sync?: Sync
  readonly caps?: Partial<Caps>
  /** Default: the best of this runtime. */
  readonly driver?: SqlDriver
  readonly now?: () => number
}

/** Opens or makes the data file, for this process alone. Throws a `StoreError` for people. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { file } = options
  await prepareDataFile(file)
  const driver = options.driver ?? (await findDriver())
  const database = openDatabase({ driver, file, sync: options.sync ?? 'normal' })
  try {
    return await SqlStore.open({
      dialect: createDialect(database),
      file,
      caps: { ...DEFAULT_CAPS, ...options.caps },
      now: options.now ?? Date.now,
    })
  } catch (error) {
    throw explain(error, file)
  }
}
