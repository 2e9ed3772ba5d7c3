/** The ledger's equation, and what a test knows of its columns. */

import { expect } from 'vitest'
import type { Stats } from '../../src/stats.ts'
import { missing } from './missing.ts'

/** Expects that every occurrence stands in one column, and that `known` columns are as told. */
export function expectBooks(stats: Stats, known: Partial<Stats>): void {
  expect(missing(stats)).toBe(0)
  const { dropped, ...others } = stats
  expect(Math.min(0, ...Object.values(others), ...Object.values(dropped))).toBe(0)
  expect(stats).toMatchObject(known)
}
