/** Three rounds of what conformance repeats on every Node: ways to end, and several processes over one spool. */

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PACKAGE, start } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'

test.each(['dying', 'several'])(
  '%s, three rounds',
  async (name) => {
    const file = join(PACKAGE, '../../conformance/cases', `${name}.mjs`)
    const env = { RAVEN_ROUNDS: '3', TMPDIR: scratchFolder() }
    const { code, stderr } = await start(file, [], { env }).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  },
  180_000,
)
