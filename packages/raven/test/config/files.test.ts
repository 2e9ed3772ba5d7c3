import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findConfig } from '../../src/config/find-file.ts'
import { faultyLine } from '../../src/config/json-fault.ts'
import { scratchFolder } from '../support/scratch.ts'

describe('the search for a configuration', () => {
  /** `top/package.json`, `top/middle/inner`. */
  function folders(...files: string[]): string {
    const top = scratchFolder()
    mkdirSync(join(top, 'middle', 'inner'), { recursive: true })
    for (const file of files) writeFileSync(join(top, file), '')
    return top
  }

  test.each([
    [['package.json', 'raven.config.js'], 'raven.config.js'],
    [['package.json', 'raven.config.js', 'raven.config.json'], 'raven.config.json'],
    [['package.json', 'raven.config.js', 'middle/raven.config.ts'], 'middle/raven.config.ts'],
    [['package.json', 'middle/package.json', 'raven.config.js'], undefined],
    [['middle/package.json', 'middle/raven.config.cjs'], 'middle/raven.config.cjs'],
    [['package.json', 'raven.config.yaml'], undefined],
  ])('finds of %j %j', (files, found) => {
    const top = folders(...files)
    const expected = found === undefined ? undefined : join(top, found)
    expect(findConfig(join(top, 'middle', 'inner'))).toBe(expected)
  })

  test('looks in the folder alone where there is no package at all', () => {
    const top = folders('raven.config.js')
    expect(findConfig(top)).toBe(join(top, 'raven.config.js'))
    expect(findConfig(join(top, 'middle'))).toBeUndefined()
  })

  test('is not made where a file is named', () => {
    const top = folders('package.json', 'raven.config.js')
    expect(findConfig(top, 'middle/other.json')).toBe(join(top, 'middle/other.json'))
    expect(findConfig(top, ' ')).toBe(join(top, 'raven.config.js'))
  })
})

test.each([
  ['{', 1],
  ['', 1],
  ['{\n "a": 1,\n}', 3],
  ['{\n "a": 1\n "b": 2\n}', 3],
  ['{\n "a": tru,\n "b": 2\n}', 2],
  ["{\n 'a': 1\n}", 2],
  ['{\n "a": "x\n y"\n}', 2],
  ['{\n // no\n}', 2],
  ['{\n "a": 1\n}\n{}', 4],
  ['{\n "a": [1, 2\n\n', 2],
])('%j is no JSON in line %i', (text, line) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(faultyLine(text)).toBe(line)
})
