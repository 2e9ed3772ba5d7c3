/** Whatever a program has made of its environment, a capture answers an id and the books are right. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Stats } from '../../src/stats.ts'
import { PACKAGE, start } from '../support/programs.ts'

const PROGRAM = `${PACKAGE}test/e2e/programs/environment.mjs`

/** Every change that the program knows. */
const [, table = ''] = /const changes = \{(.*?)\n\}/s.exec(readFileSync(PROGRAM, 'utf8')) ?? []
const changes = [...table.matchAll(/^ {2}'?([\w. ]+?)'?: \(\) =>/gm)].map(([, name]) => name ?? '')

test('the changes are found', () => {
  expect(changes.length).toBeGreaterThan(10)
  expect(changes).toContain('nothing')
})

test.each(changes)('%s', async (change) => {
  const { code, stdout, stderr } = await start(PROGRAM, [change]).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const seen = JSON.parse(stdout) as { ids: string[]; stats: Stats; escaped: string[] }
  expect(seen.escaped).toEqual([])
  expect(seen.ids.map((id) => /^[0-9a-f]{32}$/.test(id))).toEqual([true, true, true])
  const { captured, adopted, sent, waiting, spooled, rolledUp, handedOver, dropped } = seen.stats
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
  expect(captured + adopted).toBe(sent + waiting + spooled + rolledUp + handedOver + lost)
  expect([captured, waiting]).toEqual([3, 0])
})
