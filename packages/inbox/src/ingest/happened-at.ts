/** When an event happened, by a clock that may be wrong (protocol section 5). */

const DRIFT_MS = 55 * 60_000
const MAX_AGE_MS = 30 * 86_400_000
const MAX_AHEAD_MS = 60_000

/** The times we know of one event, in milliseconds since 1970. */
export interface Times {
  /** When it was received, by our clock. */
  readonly now: number
  /** The event's own timestamp. */
  readonly timestamp: number | undefined
  /** When its client put it on the wire, by the client's clock. */
  readonly sentAt: number | undefined
}

/**
 * The event's own time; shifted when the client's clock is an hour wrong or more, and replaced by the
 * time of receipt when it lies more than 30 days back or a minute ahead.
 */
export function happenedAt({ now, timestamp, sentAt }: Times): number {
  if (timestamp === undefined) return now
  const drift = sentAt === undefined ? 0 : now - sentAt
  const time = Math.round(Math.abs(drift) >= DRIFT_MS ? timestamp + drift : timestamp)
  return time < now - MAX_AGE_MS || time > now + MAX_AHEAD_MS ? now : time
}
