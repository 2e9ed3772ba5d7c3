/**
 * Check-ins: the server learns that a job began, how it ended and how long it took, and so which one never began.
 *
 * ```ts
 * const backup = withCheckIns(async () => { … }, { client, slug: 'backup', schedule: '0 3 * * *' })
 * cron.schedule('0 3 * * *', withCheckIns(backup, { client }), { name: 'backup' }) // node-cron, and Croner
 * ```
 *
 * They are small messages of their own: no hook sees them, no book counts them, and one that does not arrive is not
 * sent again, because the server calls that missed by itself.
 */

import type { Client } from 'raven-ts'
import { configOf, monitorOf, slugOf, type Monitor } from './checkins/monitor.ts'
import { JobReporter } from './queue/job-reporter.ts'
import { quiet } from './queue/listen.ts'
import type { QueueOptions } from './queue/options.ts'
import { alike, watched } from './queue/watched.ts'

export type { Monitor } from './checkins/monitor.ts'
export type { QueueOptions } from './queue/options.ts'

/** The same function: each call checks in, and what it throws is reported and thrown on. */
export function withCheckIns<F extends (...args: never[]) => unknown>(
  work: F,
  options: QueueOptions & Monitor,
): F {
  const { slug, schedule, timezone, marginMinutes, maxRuntimeMinutes, ...rest } = options
  const said = { slug, schedule, timezone, marginMinutes, maxRuntimeMinutes }
  const reporter = new JobReporter('checkins', rest)
  const factsOf = ([called]: readonly unknown[]): { queue: string; name: string | undefined } => ({
    queue: 'cron',
    name: monitorOf(called, said).slug,
  })
  const inContext = reporter.wrap(work, (...args) => factsOf(args))
  const withCheckIn = function (this: never, ...args: never[]): unknown {
    const startedAt = Date.now()
    const end = begin(reporter.client, monitorOf(args[0], said), rest.environment)
    let status = 'ok'
    const thrown = (error: unknown): void => {
      status = 'error'
      reporter.failed(error, factsOf(args), { startedAt })
    }
    const run = (): unknown => Reflect.apply(inContext, this, args)
    return watched(run, quiet(thrown), () => end(status, (Date.now() - startedAt) / 1_000))
  }
  // it takes and answers what `work` does
  return alike(withCheckIn, work) as F
}

type End = (status: string, duration: number) => void

/** Says that it begins; the end is told after that was answered. Without a slug nothing is said. */
function begin(
  client: Client,
  monitor: Monitor,
  environment = process.env.SENTRY_ENVIRONMENT ?? 'production',
): End {
  if (monitor.slug === undefined || !client.isEnabled()) return () => {}
  const about = {
    check_in_id: crypto.randomUUID().replaceAll('-', ''),
    monitor_slug: slugOf(monitor.slug),
    environment,
    ...configOf(monitor),
  }
  const begun = tell(client, { ...about, status: 'in_progress' })
  // cannot reject
  return (status, duration) => void begun.then(() => tell(client, { ...about, status, duration }))
}

/** One request, which fails for nobody. */
async function tell(client: Client, checkIn: object): Promise<void> {
  const lines = [{ sent_at: new Date().toISOString() }, { type: 'check_in' }, checkIn]
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  try {
    await client.sendEncoded(new TextEncoder().encode(text))
  } catch {
    // with `raiseSendErrors`; the server finds it missing
  }
}
