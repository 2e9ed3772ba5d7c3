/** A moment: how long ago in words, and exactly in the markup. */

import { isTime, relativeTime } from '../relative-time.ts'

/** `2026-03-12 14:03:22.120 UTC`; for what is no time, `unknown`. */
export function exactTime(at: number): string {
  if (!isTime(at)) return 'unknown'
  return new Date(at).toISOString().replace('T', ' ').replace('Z', ' UTC')
}

interface TimeProps {
  /** Milliseconds. */
  readonly at: number
  readonly now: number
}

/** `4 minutes ago`, with the exact time for whoever points at it. */
export function Time({ at, now }: TimeProps) {
  if (!isTime(at)) return <span>{relativeTime(at, now)}</span>
  return (
    <time datetime={new Date(at).toISOString()} title={exactTime(at)} data-ago={at}>
      {relativeTime(at, now)}
    </time>
  )
}
