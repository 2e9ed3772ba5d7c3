import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { lockFiles, missingEntries, platformEntry, withEntries } from '../../tools/lock.mjs'
import { ROOT } from '../../tools/real-parts.mjs'

test.each(lockFiles().map((file) => [relative(ROOT, file), file]))(
  'npm ci can install from %s',
  (_, file) => {
    expect(missingEntries(JSON.parse(readFileSync(file, 'utf8')))).toEqual({})
  },
)

test.each([
  ['@a/binding-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
  ['@a/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }],
  ['@a/binding-win32-arm64-msvc', { os: ['win32'], cpu: ['arm64'] }],
  ['@a/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
  ['a-linux-x64-gnu', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
])('%s tells its platform', (name, platform) => {
  expect(platformEntry(name, '1.0.0', {})).toEqual({
    version: '1.0.0',
    optional: true,
    ...platform,
  })
})

test('a name that tells no platform is left to npm', () => {
  expect(platformEntry('fsevents', '1.0.0', {})).toBeUndefined()
})

test('only what is nowhere in the lock is added, in order', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/b': {
        dev: true,
        optionalDependencies: { 'b-linux-x64': '1.0.0', 'b-win32-x64': '1.0.0', range: '^1.0.0' },
      },
      'node_modules/b-linux-x64': { version: '1.0.0' },
      'node_modules/c/node_modules/d': { optionalDependencies: { 'd-linux-x64': '2.0.0' } },
      'node_modules/c/node_modules/d-linux-x64': { version: '2.0.0' },
    },
  }
  const missing = missingEntries(lock)
  expect(missing).toEqual({
    'node_modules/b-win32-x64': {
      version: '1.0.0',
      cpu: ['x64'],
      dev: true,
      optional: true,
      os: ['win32'],
    },
  })
  expect(Object.keys(withEntries(lock, missing).packages)).toEqual([
    '',
    'node_modules/b',
    'node_modules/b-linux-x64',
    'node_modules/b-win32-x64',
    'node_modules/c/node_modules/d',
    'node_modules/c/node_modules/d-linux-x64',
  ])
})
