import { expect, test } from 'vitest'
import { relativeTime } from '../../src/pages/relative-time.ts'

const now = Date.UTC(2026, 2, 12, 14)
const seconds = (count: number) => count * 1000
const days = (count: number) => seconds(count * 86_400)

test.each([
  [now, 'just now'],
  [now - seconds(4), 'just now'],
  [now - seconds(5), '5 seconds ago'],
  [now - seconds(60), '1 minute ago'],
  [now - seconds(3599), '59 minutes ago'],
  [now - seconds(7200), '2 hours ago'],
  [now - days(1), '1 day ago'],
  [now - days(29), '29 days ago'],
  [now - days(30), '10 Feb 2026'],
  [now + seconds(90), 'in 1 minute'],
  [now + days(300), '6 Jan 2027'],
  [Number.NaN, 'at an unknown time'],
  [1e300, 'at an unknown time'],
  [Number.NEGATIVE_INFINITY, 'at an unknown time'],
])('%s is %s', (at, words) => {
  expect(relativeTime(at, now)).toBe(words)
})
