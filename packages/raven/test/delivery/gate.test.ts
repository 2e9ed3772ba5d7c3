import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Gate } from '../../src/delivery/gate.ts'

const NOW = 1_000_000

/** Fails as soon as the gate opens, and notes how long each wait was. */
function waits(gate: Gate, count: number): number[] {
  const seconds: number[] = []
  for (let now = NOW; seconds.length < count; now = gate.openAt) {
    gate.failure(now)
    seconds.push((gate.openAt - now) / 1000)
  }
  return seconds
}

test('failures in a row wait 1, 4, 9, 16, 25, 36, 36 seconds', () => {
  expect(waits(new Gate(4, () => 0), 8)).toEqual([1, 4, 9, 16, 25, 36, 36, 36])
})

test('jitter only adds, at most a fifth', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
      for (const [n, seconds] of waits(new Gate(4, () => random), 8).entries()) {
        const least = Math.min(n + 1, 6) ** 2
        expect(seconds).toBeGreaterThanOrEqual(least)
        expect(seconds).toBeLessThanOrEqual(least * 1.2 + 0.001)
      }
    }),
  )
})

test('it is shut until the very millisecond, then lets one through', () => {
  const gate = new Gate(4, () => 0)
  gate.failure(NOW)
  expect([gate.limit(NOW), gate.limit(NOW + 999), gate.limit(NOW + 1000)]).toEqual([0, 0, 1])
})

test('requests that fail together are one failure', () => {
  const gate = new Gate(4, () => 0)
  for (let i = 0; i < 4; i++) gate.failure(NOW + i)
  expect(gate.openAt).toBe(NOW + 1000)
  gate.failure(NOW + 1000)
  expect(gate.openAt).toBe(NOW + 5000)
})

test('after an outage the number doubles with each success, up to the most', () => {
  const gate = new Gate(6, () => 0)
  gate.failure(NOW)
  const limits: number[] = []
  for (let i = 0; i < 4; i++) {
    limits.push(gate.limit(NOW + 1000))
    gate.success()
  }
  expect(limits).toEqual([1, 2, 4, 6])
})

test('a success forgets the failures before it', () => {
  const gate = new Gate(4, () => 0)
  waits(gate, 5)
  gate.success()
  expect(waits(gate, 2)).toEqual([1, 4])
})

describe("the server's own word", () => {
  test('is kept to exactly, without jitter', () => {
    const gate = new Gate(4, () => 1)
    gate.failure(NOW, NOW + 17_000)
    expect(gate.openAt).toBe(NOW + 17_000)
  })

  test('is not shortened by a failure without one', () => {
    const gate = new Gate(4, () => 0)
    gate.failure(NOW, NOW + 17_000)
    gate.failure(NOW + 1)
    expect(gate.openAt).toBe(NOW + 17_000)
  })

  test('is not passed by a probe', () => {
    const gate = new Gate(4, () => 0)
    gate.failure(NOW, NOW + 17_000)
    gate.probe(NOW + 5000)
    expect(gate.limit(NOW + 5000)).toBe(0)
  })
})

test('a probe opens the gate for one, where only we decided to wait', () => {
  const gate = new Gate(4, () => 0)
  waits(gate, 5)
  gate.failure(gate.openAt)
  gate.probe(NOW + 60_000)
  expect(gate.limit(NOW + 60_000)).toBe(1)
})

test.each([0, -1, Number.NaN, 0.5])(
  'a transport that wants %d requests at once gets one',
  (most) => {
    expect(new Gate(most, () => 0).limit(NOW)).toBe(1)
  },
)
