import { readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { storeContract } from '../contracts/store-contract.ts'
import { availableDrivers } from '../helpers/drivers.ts'
import { NOW, newEvent } from '../helpers/new-event.ts'
import { scratchFile, scratchFolder } from '../helpers/scratch.ts'

const now = () => NOW

for (const driver of await availableDrivers()) {
  storeContract(`the store over ${driver.name}`, async (caps = {}) =>
    openStore({ file: await scratchFile(), driver, caps, now }),
  )

  describe(`a data file opened by ${driver.name}`, () => {
    test('holds what was saved when it is opened again', async () => {
      const file = await scratchFile()
      for (const number of [1, 2, 3]) {
        const store = await openStore({ file, driver, now, sync: 'full' })
        await store.save([newEvent(number)])
        expect((await store.issue('1', NOW))?.count).toBe(number)
        await store.close()
      }
    })

    test('finishes what is being saved before it closes', async () => {
      const file = await scratchFile()
      const store = await openStore({ file, driver, now })
      const saving = store.save([newEvent(1)])
      await store.close()
      expect(await saving).toHaveLength(1)
      const again = await openStore({ file, driver, now })
      expect((await again.counts()).events).toBe(1)
      await again.close()
    })

    test('is refused to a second inbox, which leaves it unharmed', async () => {
      const file = await scratchFile()
      const store = await openStore({ file, driver, now })
      await store.save([newEvent(1)])
      await expect(openStore({ file, driver, now })).rejects.toMatchObject({
        code: 'in_use',
        message: `${file} is in use by another raven-inbox. Stop that one, or give this one its own file with --file.`,
      })
      await store.save([newEvent(2)])
      expect(await store.counts()).toMatchObject({ events: 2 })
      await store.close()
    })

    test.runIf(process.platform !== 'win32')('is private, and so is its new folder', async () => {
      const file = await scratchFile()
      const store = await openStore({ file, driver, now })
      await store.save([newEvent(1)])
      const modes = await Promise.all(
        [file, `${file}-wal`, dirname(file)].map((path) => stat(path)),
      )
      expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o600, 0o700])
      await store.close()
    })

    test.each([
      ['text', Buffer.from('Dear diary, today I wrote a text file. '.repeat(300))],
      ['a few bytes', Buffer.from('hi')],
      [
        'a header and nonsense',
        Buffer.from(`SQLite format 3\0${'nonsense'.repeat(900)}`, 'latin1'),
      ],
    ])('that holds %s is refused and left as it is', async (_name, bytes) => {
      const file = `${await scratchFolder()}/diary.txt`
      await writeFile(file, bytes)
      await expect(openStore({ file, driver, now })).rejects.toMatchObject({ code: 'foreign_file' })
      expect(await readFile(file)).toEqual(bytes)
    })

    test('of another program is refused and left as it is', async () => {
      const file = `${await scratchFolder()}/other.db`
      const other = driver.open(file)
      other.exec('create table diary (page text)')
      other.close()
      const bytes = await readFile(file)
      await expect(openStore({ file, driver, now })).rejects.toMatchObject({ code: 'foreign_file' })
      expect(await readFile(file)).toEqual(bytes)
    })

    test('that lost its end is refused and left as it is', async () => {
      const file = await scratchFile()
      const store = await openStore({ file, driver, now })
      await store.save([...Array(100).keys()].map((n) => newEvent(n)))
      await store.close()
      const bytes = (await readFile(file)).subarray(0, 10_000)
      await writeFile(file, bytes)
      await expect(openStore({ file, driver, now })).rejects.toMatchObject({ code: 'corrupt_file' })
      expect(await readFile(file)).toEqual(bytes)
    })

    test('made by a newer inbox is refused', async () => {
      const file = await scratchFile()
      await (await openStore({ file, driver, now })).close()
      const raw = driver.open(file)
      raw.exec(`insert into migrations values (999, 'from the future', 0)`)
      raw.close()
      await expect(openStore({ file, driver, now })).rejects.toMatchObject({ code: 'newer_file' })
    })

    test('in a folder that cannot be made is an error that names it', async () => {
      const parent = `${await scratchFolder()}/file`
      await writeFile(parent, '')
      await expect(openStore({ file: `${parent}/inbox.db`, driver, now })).rejects.toMatchObject({
        code: 'cannot_open',
        message: expect.stringContaining(`${parent}/inbox.db`),
      })
    })
  })
}
