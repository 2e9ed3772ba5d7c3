import { SetupError, VERSION, fetchPackageVersion } from 'raven-ts/node'
import { expect, test } from 'vitest'

import manifest from '../../package.json' with { type: 'json' }

test('an installed package is found upwards from the present folder', () => {
  expect(fetchPackageVersion('raven-ts')).toBe(manifest.version)
})

test('the version that code knows is the one of the package', () => {
  expect(VERSION).toBe(manifest.version)
})

test.each(['no-such-package', '', '../..', '@scope/none'])('%j has no version', (name) => {
  expect(() => fetchPackageVersion(name)).toThrow(SetupError)
})
