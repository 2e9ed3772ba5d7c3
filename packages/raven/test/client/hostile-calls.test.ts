import { expect, test } from 'vitest'
import { runInNode } from '../support/run-in-node.ts'

/** Bounded, and from a fixed seed, so that a failure can be had again. */
const LONGEST_MS = 120_000

test(
  'nothing escapes from any method, an id is answered, and the books are right',
  async () => {
    const { calls, faults } = (await runInNode('client/programs/hostile-calls.ts')) as Found
    expect(faults).toEqual([])
    expect(calls).toBeGreaterThan(10_000)
  },
  LONGEST_MS,
)

interface Found {
  readonly calls: number
  readonly faults: readonly string[]
}
