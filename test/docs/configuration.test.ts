/** The table of options says what the code does. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveOptions } from '../../packages/raven/src/options.ts'
import { ROOT } from '../../tools/real-parts.mjs'
import { codeIn, tableRows } from './tables.ts'

const PAGE = readFileSync(join(ROOT, 'docs', 'configuration.md'), 'utf8')
const ROWS = new Map(tableRows(PAGE).map((row) => [codeIn(row[0] ?? '')[0] ?? '', row] as const))

/** Objects have no form in the environment; such a variable is only ever complained about. */
const NO_FORM = new Set(['SENTRY_SERIALIZERS'])

const asked = new Set<string>()
const DEFAULTS = resolveOptions(
  {},
  (name) => {
    asked.add(name)
    return undefined
  },
  () => {},
)
const NAMES = [...Object.keys(DEFAULTS), 'context'] as const

function snake(name: string): string {
  return `SENTRY_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`
}

/** The variables that set an option; one that is not named like any option is found by trying. */
function variablesOf(name: string): string[] {
  const own = new Set(NAMES.map(snake))
  return [...asked].filter((variable) => {
    if (NO_FORM.has(variable)) return false
    if (own.has(variable)) return variable === snake(name)
    const set = resolveOptions(
      {},
      (one) => (one === variable ? '9' : undefined),
      () => {},
    )
    return Reflect.get(set, name) === 9
  })
}

/** How the table writes a default. */
function defaultOf(name: string): RegExp {
  const value: unknown = Reflect.get(DEFAULTS, name)
  if (typeof value === 'number') return new RegExp(`^${value}(?![0-9.])`)
  if (typeof value === 'boolean') return new RegExp(`^\`${value}\``)
  if (typeof value === 'string' && value !== '') return new RegExp(`^\`${value}\`$`)
  if (isSwitch(name)) return /^`true`/
  return /^none(?![a-z])/
}

/** On by numbers of its own. */
function isSwitch(name: string): boolean {
  const off = resolveOptions(
    { [name]: false },
    () => undefined,
    () => {},
  )
  return Reflect.get(off, name) === false && Reflect.get(DEFAULTS, name) !== undefined
}

test.each(NAMES)('%s has a row with its default and variables', (name) => {
  const [, type, shown, , variables] = ROWS.get(name) ?? []
  expect(type).toBeTruthy()
  expect(shown).toMatch(defaultOf(name))
  expect(codeIn(variables ?? '').toSorted()).toEqual(variablesOf(name).toSorted())
})

test('there is no row for an option that does not exist', () => {
  expect([...ROWS.keys()].filter((name) => !NAMES.includes(name))).toEqual([])
})
