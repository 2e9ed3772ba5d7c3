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
import type { Client } from 'raven-ts'
import type { JobFacts } from './queue/job.ts'
import { JobReporter } from './queue/job-reporter.ts'
import { listen, quiet, type EmitterLike } from './queue/listen.ts'
import type { QueueOptions } from './queue/options.ts'

export type { EmitterLike } from './queue/listen.ts'
export type { QueueOptions } from './queue/options.ts'

/** What {@link ravenPgBoss} makes. */
export interface RavenPgBoss {
  /** The client events go through. */
  readonly client: Client
  /** Reports the faults of pg-boss itself. Answers the undo. */
  watch(boss: EmitterLike): () => void
  /**
   * The same handler, each call in a context of its own, which reports what the call fails with, and that it
   * took longer than the job may. Only with `includeMetadata` pg-boss tells which attempt is the last;
   * without it each is reported.
   */
  wrapProcessor<F extends (jobs: never) => unknown>(handler: F): F
}

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

/** Throws a `TypeError` for a `logLevel` nobody knows. */
export function ravenPgBoss(options: QueueOptions = {}): RavenPgBoss {
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
