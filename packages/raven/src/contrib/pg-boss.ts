/**
 * pg-boss 10 and 12: jobs that failed for good, with what they were to do, and the faults of their workers.
 *
 * ```ts
 * const raven = ravenPgBoss({ client })
 * raven.watch(boss)
 * await boss.work('mail', { includeMetadata: true }, raven.wrapProcessor(async ([job]) => { … }))
 * ```
 */

import { errorMonitor } from 'node:events'
import type { JobFacts } from './queue/job.ts'
import { JobReporter } from './queue/job-reporter.ts'
import { listen, quiet } from './queue/listen.ts'
import type { QueueOptions } from './queue/options.ts'
import type { RavenQueue } from './queue/raven-queue.ts'

export type { QueueOptions } from './queue/options.ts'

/** The part of a job that is read. */
interface JobLike {
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly expireInSeconds?: number
  /** These two with `includeMetadata` only. */
  readonly retryCount?: number
  readonly retryLimit?: number
}

type Jobs = readonly [JobLike, ...JobLike[]]

/** The longest a timer waits. */
const LONGEST_MS = 2 ** 31 - 1

/** One call of a handler. */
interface Attempt {
  readonly startedAt: number
  /** Waits until pg-boss gives it up. */
  readonly timer: ReturnType<typeof setTimeout>
}

/** Here `wrapProcessor` reports. Only with `includeMetadata` pg-boss tells which attempt is the last. */
export function ravenPgBoss(options: QueueOptions = {}): RavenQueue {
  const reporter = new JobReporter('pg-boss', options)
  const underWay = new WeakMap<object, Attempt>()
  const report = (error: unknown, jobs: Jobs): void => {
    const attempt = underWay.get(jobs)
    if (!attempt) return // it was reported as too long
    const isRetried = jobs.every(({ retryCount = 0, retryLimit = 0 }) => retryCount < retryLimit)
    reporter.failed(error, factsOf(jobs), { isRetried, startedAt: attempt.startedAt })
  }
  const begin = (jobs: Jobs): void => {
    const seconds = Math.max(1, ...jobs.map(({ expireInSeconds = Infinity }) => expireInSeconds))
    const tooLong = (): void => {
      report(new Error(`a handler took longer than ${seconds} s`), jobs)
      underWay.delete(jobs)
    }
    const timer = setTimeout(quiet(tooLong), Math.min(seconds * 1_000, LONGEST_MS))
    timer.unref()
    underWay.set(jobs, { startedAt: Date.now(), timer })
  }
  const end = (jobs: Jobs): void => {
    clearTimeout(underWay.get(jobs)?.timer)
    underWay.delete(jobs)
  }
  return {
    client: reporter.client,
    watch: (boss) =>
      // who listens to `error` changes what becomes of it
      listen(boss, { [errorMonitor]: (error: unknown) => reporter.fault(error, 'pgboss') }),
    wrapProcessor: (handler) =>
      reporter.wrap(handler, factsOf, { onBegun: begin, onThrown: report, onEnded: end }),
  }
}

/** Of one job, or of those that are worked on and fail together. */
function factsOf(jobs: Jobs): JobFacts {
  const [{ name: queue, id, data, retryCount, retryLimit }] = jobs
  if (jobs.length > 1)
    return { queue, id: jobs.map((job) => job.id).join(' '), data: jobs.map((job) => job.data) }
  return { queue, id, attempt: next(retryCount), attempts: next(retryLimit), data }
}

function next(count: number | undefined): number | undefined {
  return count === undefined ? undefined : count + 1
}
