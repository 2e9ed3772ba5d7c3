import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/store/migrations/migrate.ts'
import { openStore } from '../../src/store/open-store.ts'
import { availableDrivers } from '../helpers/drivers.ts'
import { NOW } from '../helpers/new-event.ts'
import { scratchFile } from '../helpers/scratch.ts'

/**
 * What a file looks like after all steps. A released step must not change, because files made with
 * it exist: a new step comes with a new line here, and the old ones stay.
 */
const RELEASED = ['f99380db37ed204e1db585987f69e65d264cd9cc500df2de3a4a3b7757581368']

for (const driver of await availableDrivers()) {
  test(`released migrations stay as they are (${driver.name})`, async () => {
    const file = await scratchFile()
    await (await openStore({ file, driver, now: () => NOW })).close()
    const database = driver.open(file)
    const rows = database
      .prepare(`select sql from sqlite_master where sql is not null order by name`)
      .all([])
    const steps = database.prepare('select number, name, applied_at from migrations').all([])
    database.close()
    const text = rows.map((row) => row['sql']).join('\n')
    expect(MIGRATIONS).toHaveLength(RELEASED.length)
    expect(createHash('sha256').update(text).digest('hex')).toBe(RELEASED.at(-1))
    expect({ ...steps[0] }).toEqual({ number: 1, name: 'issues and events', applied_at: NOW })
  })
}
