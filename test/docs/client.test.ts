/** The page about the client leaves out none of its methods, and makes none up. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'raven-ts'
import { expect, test } from 'vitest'
import { ROOT } from '../../tools/real-parts.mjs'
import { codeIn, tableRows } from './tables.ts'

const PAGE = readFileSync(join(ROOT, 'docs', 'client.md'), 'utf8')

/** Everything public, on the object or its classes. */
function membersOf(value: object): string[] {
  const names = new Set<string>()
  for (let at: unknown = value; isOwn(at); at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
  }
  names.delete('constructor')
  return [...names]
}

function isOwn(value: unknown): value is object {
  return typeof value === 'object' && value !== null && value !== Object.prototype
}

const client = new Client()

/** First cells of the tables of methods: `flush(timeoutMs?)`, `context.merge`, `get`. */
const told = ['Capturing', 'Context', 'Delivery', 'By hand'].flatMap((heading) =>
  tableRows(PAGE.replace(/Options of one capture:[^]*?```/, '```'), heading).flatMap(
    ([methods = '']) => codeIn(methods).map((code) => code.replace(/\(.*$/, '')),
  ),
)

test.each(membersOf(client).filter((name) => name !== 'context'))('%s is told of', (name) => {
  if (name === 'install') expect(PAGE).toContain('`install()`')
  else expect(told).toContain(name)
})

test.each(membersOf(client.context).filter((name) => name !== 'addBreadcrumb'))(
  'context.%s is told of',
  (name) => expect(told.map((one) => one.replace('context.', ''))).toContain(name),
)

test('nothing is told of that does not exist', () => {
  const exists = (name: string) =>
    name.replace('context.', '') in client.context || (!name.includes('.') && name in client)
  expect(told).not.toEqual([])
  expect(told.filter((name) => !exists(name))).toEqual([])
})

test.each(['baseUrl', 'project', 'publicKey', 'storeEndpoint', 'envelopeEndpoint', 'options'])(
  'the server has %s',
  (name) => expect(name in client.remote).toBe(true),
)
