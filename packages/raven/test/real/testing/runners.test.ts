/** The test kit under the runners that tests are really written for, as its page shows it. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../../../../tools/real-parts.mjs'

const CASE = join(ROOT, 'conformance', 'cases', 'test-kit.mjs')

/** Each runner has a limit of its own in there. */
const LIMIT_MS = 600_000

test(
  'the blocks of the page pass, fail and end by themselves under node:test, jest and vitest, and jest knows the matchers',
  () => {
    const { status, stderr } = spawnSync(process.execPath, [CASE], {
      encoding: 'utf8',
      timeout: LIMIT_MS,
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  },
  LIMIT_MS,
)
