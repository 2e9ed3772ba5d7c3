import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  isCi,
  isInstalled,
  lockHash,
  realFolders,
  realPart,
  stampFile,
} from '../../tools/real-parts.mjs'
import { missingServices } from '../../tools/services.mjs'
import { describeWith } from '../describe-with.ts'

let house: string
const FOLDER = 'packages/raven/test/real/express'

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'real-'))
  mkdirSync(join(house, FOLDER, 'node_modules'), { recursive: true })
  mkdirSync(join(house, 'packages/inbox/test/real/no-package'), { recursive: true })
  writeFileSync(join(house, FOLDER, 'package.json'), '{}')
  writeFileSync(join(house, FOLDER, 'package-lock.json'), '{}')
})

afterEach(() => rmSync(house, { recursive: true, force: true }))

test('folders with a package.json are found, others are not', () => {
  expect(realFolders(house)).toEqual([FOLDER])
})

test('a folder is installed only from its present lock', () => {
  const folder = join(house, FOLDER)
  expect(isInstalled(folder)).toBe(false)
  writeFileSync(stampFile(folder), lockHash(folder) ?? '')
  expect(isInstalled(folder)).toBe(true)
  expect(realPart('express', house).path).toBe(folder)
  writeFileSync(join(folder, 'package-lock.json'), '{ "changed": true }')
  expect(isInstalled(folder)).toBe(false)
  expect(realPart('express', house)).toEqual({
    name: 'express',
    path: undefined,
    hint: 'node tools/real.mjs express',
  })
})

test('a part that nobody knows is a mistake, not a skipped test', () => {
  expect(() => realPart('expres', house)).toThrow('no real part is called expres')
})

test.each([
  [{ CI: 'true' }, true],
  [{ CI: '1' }, true],
  [{ CI: '' }, false],
  [{}, false],
])('the environment %j is CI: %s', (env, expected) => {
  expect(isCi(env)).toBe(expected)
})

test('what is missing is named by its package', () => {
  const services = {
    here: { package: 'here-package', find: () => '/bin/here' },
    gone: { package: 'gone-package', find: () => undefined },
  }
  expect(missingServices(services)).toEqual([{ name: 'gone', package: 'gone-package' }])
})

describeWith('fonts', (path) => {
  test('a test with a real part is given its path', () => {
    expect(path).toMatch(/\.ttf$/)
  })
})
