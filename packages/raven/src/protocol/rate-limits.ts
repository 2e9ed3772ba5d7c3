/**
 * What a server asks a client not to send for a while (protocol section 18).
 */

/** The longest silence a header can impose: whoever means more will say so again tomorrow. */
const MAX_WAIT_MS = 24 * 60 * 60 * 1000
const FALLBACK_MS = 60_000
const MAX_HEADER_LENGTH = 8192

const CATEGORIES: ReadonlySet<string> = new Set(
  (
    'default error transaction security attachment attachment_item session profile profile_chunk ' +
    'profile_duration profile_chunk_ui replay monitor span feedback log_item log_byte trace_metric ' +
    'trace_metric_byte metric_bucket internal'
  ).split(' '),
)

/** One limit. */
export interface RateLimit {
  /** Empty means every category. */
  readonly categories: readonly string[]
  /** Milliseconds since 1970. */
  readonly until: number
}

/** The parts of an answer that speak of limits. */
export interface LimitingAnswer {
  readonly status: number
  /** `X-Sentry-Rate-Limits` */
  readonly rateLimits?: string | undefined
  /** `Retry-After` */
  readonly retryAfter?: string | undefined
}

/**
 * The limits of an `X-Sentry-Rate-Limits` header.
 *
 * A limit without a readable time, or for unknown categories alone, is left out.
 *
 * @param now milliseconds since 1970
 */
export function parseRateLimits(header: string, now: number): readonly RateLimit[] {
  const text = header.slice(0, MAX_HEADER_LENGTH).replace(/\s/g, '')
  return text.split(',').flatMap((limit) => parseLimit(limit, now) ?? [])
}

/**
 * When sending may resume according to `Retry-After`, in milliseconds since 1970.
 *
 * Whole or decimal seconds, or an HTTP date. A header we cannot read counts as a minute.
 */
export function parseRetryAfter(header: string, now: number): number {
  const text = header.trim()
  const seconds = secondsOf(text)
  if (seconds !== undefined) return untilAfter(seconds, now)
  const date = /^[a-z]{3,9},? [\w: -]{10,30} GMT$/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? now + FALLBACK_MS : Math.min(Math.max(date, now), now + MAX_WAIT_MS)
}

/** The limits of one DSN, as they add up over many answers. */
export class RateLimits {
  #all = 0
  readonly #byCategory = new Map<string, number>()

  /** Takes note of an answer. A shorter limit never shortens a longer one. */
  update(answer: LimitingAnswer, now: number): void {
    if (answer.rateLimits) {
      for (const limit of parseRateLimits(answer.rateLimits, now)) this.#add(limit)
    } else if (answer.status === 429) {
      this.#add({ categories: [], until: parseRetryAfter(answer.retryAfter ?? '', now) })
    }
  }

  /** Until when a category must wait, in milliseconds since 1970; 0 if it may be sent at `now`. */
  blockedUntil(category: string, now: number): number {
    const until = Math.max(this.#all, this.#byCategory.get(category) ?? 0)
    return until > now ? until : 0
  }

  #add({ categories, until }: RateLimit): void {
    if (categories.length === 0) this.#all = Math.max(this.#all, until)
    for (const category of categories) {
      this.#byCategory.set(category, Math.max(this.#byCategory.get(category) ?? 0, until))
    }
  }
}

function parseLimit(text: string, now: number): RateLimit | undefined {
  const [wait = '', names, scope] = text.split(':')
  const seconds = secondsOf(wait)
  if (seconds === undefined || names === undefined || scope === undefined) return undefined
  const until = untilAfter(seconds, now)
  if (names === '') return { categories: [], until }
  const categories = names.split(';').filter((name) => CATEGORIES.has(name))
  return categories.length === 0 ? undefined : { categories, until }
}

function secondsOf(text: string): number | undefined {
  return /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : undefined
}

function untilAfter(seconds: number, now: number): number {
  return now + Math.min(Math.ceil(seconds * 1000), MAX_WAIT_MS)
}
