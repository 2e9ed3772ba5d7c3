/** Tests that need a real part: a program of the system, or packages installed apart. */
import { describe, test } from 'vitest'
import { isCi, realPart } from '../tools/real-parts.mjs'

/**
 * A `describe` for tests that need a part of `tools/real-parts.mjs`; `body` gets its path.
 *
 * Where the part is missing the tests are skipped, and the report names what would bring it; with
 * `CI=true` there is a failing test in their place.
 *
 *     describeWith('chromium', (path) => { test('shows the list', …) })
 */
export function describeWith(name: string, body: (path: string) => void): void {
  const { path, hint } = realPart(name)
  if (path !== undefined) {
    describe(`with ${name}`, () => {
      body(path)
    })
    return
  }
  test.skipIf(!isCi())(`needs ${name}, which is missing: ${hint}`, () => {
    throw new Error(`missing: ${hint}`)
  })
}
