/**
 * A few rounds of what conformance repeats on every Node: ways to end, several processes over one spool,
 * random faults, a server under load, and clients made and closed.
 */

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PACKAGE, start } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'

test.each([
  ['dying', '3'],
  ['several', '3'],
  ['faults', '3'],
  ['requests', '10'],
  ['clients', '10'],
])(
  '%s, %s rounds',
  async (name, rounds) => {
    const file = join(PACKAGE, '../../conformance/cases', `${name}.mjs`)
    const env = { RAVEN_ROUNDS: rounds, TMPDIR: scratchFolder() }
    const { code, stderr } = await start(file, [], { env }).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  },
  180_000,
)
