/** The example of a command, started as its README says. */

import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { listener, started } from './example.ts'

test('command reports the error that ends it, and ends as without us', async () => {
  const { dsn, came } = await listener()
  const child = started('command', ['restock.js', '--kind', 'green'], dsn)
  const ended = once(child, 'exit')
  expect(await text(child.stderr)).toContain('Error: there is no green tea')
  expect(await ended).toEqual([1, null])
  const [, , payload = ''] = await came
  expect(JSON.parse(payload)).toMatchObject({
    exception: { values: [{ value: 'there is no green tea' }] },
  })
})

test('command does its work where there is nothing to report', async () => {
  const child = started('command', ['restock.js', '--kind', 'white'], '')
  const ended = once(child, 'exit')
  expect(await text(child.stdout)).toBe('3 boxes of white tea\n')
  expect(await ended).toEqual([0, null])
})
