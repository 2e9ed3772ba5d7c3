import { expect, test } from 'vitest'
import { Throttle } from '../../../src/delivery/flood/throttle.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')

test('so many at once, then evenly', () => {
  const throttle = new Throttle(3, 10)
  const waits = Array.from({ length: 6 }, (_, i) => throttle.reserve(NOW, i) - NOW)
  expect(waits).toEqual([0, 0, 0, 100, 200, 300])
})

test('a quiet time fills it up again, and no further', () => {
  const throttle = new Throttle(3, 10)
  for (let i = 0; i < 3; i++) throttle.reserve(NOW, 0)
  const later = NOW + 3_600_000
  const waits = Array.from({ length: 4 }, () => throttle.reserve(later, 0) - later)
  expect(waits).toEqual([0, 0, 0, 100])
})

test('a clock that is put back by an hour stops nothing', () => {
  const throttle = new Throttle(3, 10)
  for (let i = 0; i < 3; i++) throttle.reserve(NOW, 0)
  const before = NOW - 3_600_000
  expect(throttle.reserve(before, 0) - before).toBeLessThanOrEqual(100)
})
