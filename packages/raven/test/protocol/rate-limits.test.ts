import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RateLimits, parseRateLimits, parseRetryAfter } from 'raven-ts/protocol'

const now = Date.parse('2026-01-01T00:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000

describe('parseRateLimits', () => {
  test.each([
    ['60:transaction:key', [[60_000, ['transaction']]]],
    [' 60 : error ; default : organization : quota : a;b ', [[60_000, ['error', 'default']]]],
    ['1.5:error:key', [[1500, ['error']]]],
    ['10::organization', [[10_000, []]]],
    ['5:brand_new:key', []],
    ['5:brand_new;error:key', [[5000, ['error']]]],
    [
      '60:transaction:key, 5:error:key',
      [
        [60_000, ['transaction']],
        [5000, ['error']],
      ],
    ],
    ['soon:error:key', []],
    ['-1:error:key', []],
    ['1e3:error:key', []],
    [':error:key', []],
    ['60', []],
    ['60:error', []],
    ['60:__proto__;constructor:key', []],
    ['', []],
    [',,,', []],
    ['999999999999999:error:key', [[DAY_MS, ['error']]]],
  ])('%j', (header, limits) => {
    expect(
      parseRateLimits(header, now).map(({ until, categories }) => [until - now, categories]),
    ).toEqual(limits)
  })

  test('an endless header is cut', () => {
    expect(parseRateLimits('1:error:key,'.repeat(100_000), now).length).toBeLessThan(1000)
  })
})

test.each([
  ['30', 30_000],
  [' 1.25 ', 1250],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
  ['Wed, 31 Dec 2025 23:59:59 GMT', 0],
  ['Fri, 01 Jan 2100 00:00:00 GMT', DAY_MS],
  ['', 60_000],
  ['soon', 60_000],
  ['-5', 60_000],
  ['Infinity', 60_000],
  ['9'.repeat(64), 60_000],
  ['99999999', DAY_MS],
])('Retry-After %j asks for %i ms', (header, ms) => {
  expect(parseRetryAfter(header, now) - now).toBe(ms)
})

describe('RateLimits', () => {
  const waits = (limits: RateLimits, at: number) =>
    Object.fromEntries(
      ['error', 'default', 'security', 'transaction', 'session'].map((category) => [
        category,
        limits.blockedUntil(category, at),
      ]),
    )

  test('adds up the worked example', () => {
    const limits = new RateLimits()
    const rateLimits =
      '60:transaction:key, 2700:default;error;security:organization, 5:brand_new:key'
    limits.update({ status: 429, rateLimits, retryAfter: '2700' }, 0)
    const first = {
      error: 2_700_000,
      default: 2_700_000,
      security: 2_700_000,
      transaction: 60_000,
      session: 0,
    }
    expect(waits(limits, 0)).toEqual(first)
    limits.update({ status: 200, rateLimits: '10::organization' }, 100_000)
    expect(waits(limits, 100_000)).toEqual({ ...first, transaction: 110_000, session: 110_000 })
    expect(waits(limits, 2_700_000)).toEqual({
      error: 0,
      default: 0,
      security: 0,
      transaction: 0,
      session: 0,
    })
  })

  test.each([
    [{ status: 429 }, 60_000],
    [{ status: 429, retryAfter: '17' }, 17_000],
    [{ status: 429, retryAfter: 'abc' }, 60_000],
    [{ status: 429, retryAfter: '17', rateLimits: '5:brand_new:key' }, 0],
    [{ status: 200, retryAfter: '17' }, 0],
    [{ status: 503, retryAfter: '17' }, 0],
    [{ status: 200, rateLimits: '3:error:key' }, 3000],
  ])('%j blocks errors for %i ms', (answer, ms) => {
    const limits = new RateLimits()
    limits.update(answer, now)
    expect(limits.blockedUntil('error', now)).toBe(ms === 0 ? 0 : now + ms)
  })

  test('never blocks for less than the longest limit it was told, whatever else it hears', () => {
    const seconds = fc.integer({ min: 1, max: 1000 })
    fc.assert(
      fc.property(
        fc.array(seconds, { minLength: 1 }),
        fc.array(fc.string()),
        (waitsInSeconds, noise) => {
          const limits = new RateLimits()
          for (const wait of waitsInSeconds)
            limits.update({ status: 200, rateLimits: `${wait}:error:key` }, now)
          for (const rateLimits of noise) limits.update({ status: 200, rateLimits }, now)
          expect(limits.blockedUntil('error', now)).toBeGreaterThanOrEqual(
            now + Math.max(...waitsInSeconds) * 1000,
          )
        },
      ),
    )
  })
})
