/**
 * How long ago, in words. The server writes it and the script keeps it true, so it is pure.
 */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const STEPS: readonly (readonly [limit: number, unit: number, name: string])[] = [
  [MINUTE, SECOND, 'second'],
  [HOUR, MINUTE, 'minute'],
  [DAY, HOUR, 'hour'],
  [30 * DAY, DAY, 'day'],
]

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `12 Mar 2026`, in UTC. */
function day(at: number): string {
  const date = new Date(at)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`
}

/** Whether a number of milliseconds is a time a calendar can name. */
export function isTime(at: number): boolean {
  return Math.abs(at) <= 8.64e15
}

/**
 * `just now`, `4 minutes ago`, and from 30 days on the date; `in 4 minutes` for a clock that runs
 * ahead. Times in milliseconds; one that is no time is `at an unknown time`.
 */
export function relativeTime(at: number, now: number): string {
  if (!isTime(at)) return 'at an unknown time'
  const distance = Math.abs(now - at)
  if (distance < 5 * SECOND) return 'just now'
  const step = STEPS.find(([limit]) => distance < limit)
  if (step === undefined) return day(at)
  const count = Math.floor(distance / step[1])
  const amount = `${count} ${step[2]}${count === 1 ? '' : 's'}`
  return at > now ? `in ${amount}` : `${amount} ago`
}
