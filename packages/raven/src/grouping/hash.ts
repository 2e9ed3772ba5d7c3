/**
 * A short, stable name for a list of texts.
 *
 * Synchronous and the same on every runtime, which the platform's digests are not. Spreads well, but
 * is no cryptography: whoever may send events may also make two of them collide.
 */

/** Four lanes of 32 bits: where each begins, and what it multiplies by (odd, without pattern). */
const SEEDS = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a] as const
const FACTORS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const

/** 32 lower-case hex digits; the borders between the parts count. */
export function hashParts(parts: readonly string[]): string {
  let [a, b, c, d] = SEEDS as readonly [number, number, number, number]
  const text = parts.map((part) => `${part.length}:${part}`).join('')
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    // Each lane takes in its neighbour, so that no two of them stay in step.
    a = Math.imul(a ^ unit, FACTORS[0]) ^ (d >>> 15)
    b = Math.imul(b ^ unit, FACTORS[1]) ^ (a >>> 13)
    c = Math.imul(c ^ unit, FACTORS[2]) ^ (b >>> 16)
    d = Math.imul(d ^ unit, FACTORS[3]) ^ (c >>> 14)
  }
  return [a + c, b + d, c + b, d + a].map((lane) => hex(avalanche(lane))).join('')
}

/** Lets every bit of a lane depend on all of its bits. */
function avalanche(lane: number): number {
  const first = Math.imul(lane ^ (lane >>> 15), FACTORS[2])
  const second = Math.imul(first ^ (first >>> 13), FACTORS[3])
  return second ^ (second >>> 16)
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0')
}
