/** The ledger's equation, and what a test knows of its columns. */

import { expect } from 'vitest'
import type { Stats } from '../../src/stats.ts'

/** Expects that every occurrence stands in one column, and that `known` columns are as told. */
export function expectBooks(stats: Stats, known: Partial<Stats>): void {
  const { captured, adopted, dropped, ...standing } = stats
  const sum = [...Object.values(standing), ...Object.values(dropped)].reduce((a, b) => a + b, 0)
  expect(sum).toBe(captured + adopted)
  expect(Math.min(0, ...Object.values(standing))).toBe(0)
  expect(stats).toMatchObject(known)
}
