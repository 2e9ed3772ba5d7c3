/** What a server is told of a job that runs by the clock (protocol section 21). */

/** A monitor of the server's. */
export interface Monitor {
  /** Its name. Default the job's; without one nothing checks in. */
  readonly slug?: string | undefined
  /** `0 3 * * *`. Default the job's pattern. */
  readonly schedule?: string | undefined
  /** Default the job's. */
  readonly timezone?: string | undefined
  readonly marginMinutes?: number | undefined
  readonly maxRuntimeMinutes?: number | undefined
  /** Default `SENTRY_ENVIRONMENT`, else `production`. */
  readonly environment?: string | undefined
}

/** What Croner calls a job with, and node-cron has in what it does. */
interface JobLike {
  readonly name?: string | undefined
  readonly options?: { readonly timezone?: string | undefined }
  getPattern?(): string | undefined
}

/** What a library says of the job it calls, and above it what the program said. */
export function monitorOf(called: unknown, said: Monitor): Monitor {
  const job = jobOf(called)
  return {
    slug: said.slug ?? job.name,
    schedule: said.schedule ?? job.getPattern?.(),
    timezone: said.timezone ?? job.options?.timezone,
    marginMinutes: said.marginMinutes,
    maxRuntimeMinutes: said.maxRuntimeMinutes,
  }
}

/** Any function may be called with anything; what has a pattern is a job. */
function jobOf(called: unknown): JobLike {
  const { task = called } = Object(called) as { readonly task?: unknown }
  return typeof Reflect.get(Object(task) as object, 'getPattern') === 'function'
    ? (task as JobLike)
    : {}
}

export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, 50)
}

const CRONTAB_PARTS = 5

/** Servers know no seconds: of six parts the first is left out. What is no crontab is not told. */
export function configOf(monitor: Monitor): { readonly monitor_config?: object } {
  const { schedule = '', timezone, marginMinutes, maxRuntimeMinutes } = monitor
  const parts = schedule.trim().split(/\s+/).slice(-CRONTAB_PARTS)
  if (parts.length < CRONTAB_PARTS) return {}
  const crontab = { type: 'crontab', value: parts.join(' ') }
  // JSON leaves out what is undefined
  const limits = { checkin_margin: marginMinutes, max_runtime: maxRuntimeMinutes }
  return { monitor_config: { schedule: crontab, timezone, ...limits } }
}
