/**
 * Agenda 6: jobs that failed for good, with what they were to do, and the faults of their scheduler.
 *
 * ```ts
 * const raven = ravenAgenda({ client })
 * agenda.define('mail', raven.wrapProcessor(async (job) => { … }))
 * raven.watch(agenda)
 * ```
 */

import { errorMonitor } from 'node:events'
import type { JobFacts } from './queue/job.ts'
import { JobReporter } from './queue/job-reporter.ts'
import { listen, type EmitterLike } from './queue/listen.ts'
import type { QueueOptions } from './queue/options.ts'
import type { RavenQueue } from './queue/raven-queue.ts'

export type { QueueOptions } from './queue/options.ts'

/** The part of an `Agenda` that is used. */
export interface AgendaLike extends EmitterLike {
  readonly definitions: Readonly<Record<string, { readonly backoff?: unknown }>>
}

/** The part of a `Job` that is read. */
interface JobLike {
  readonly attrs: {
    readonly _id?: { toString(): string } | undefined
    readonly name: string
    readonly data?: unknown
    readonly failCount?: number | null
    readonly lastRunAt?: Date | null
  }
}

export function ravenAgenda(options: QueueOptions = {}): RavenQueue<AgendaLike> {
  const reporter = new JobReporter('agenda', options)
  const report = (error: unknown, job: JobLike): void => {
    const { failCount, lastRunAt } = job.attrs
    reporter.failed(error, factsOf(job, failCount ?? 1), { startedAt: lastRunAt?.getTime() })
  }
  return {
    client: reporter.client,
    watch: (agenda) =>
      listen(agenda, {
        fail: (error: unknown, job: JobLike, isRemote?: boolean) => {
          if (isRemote === true) return // told by whoever ran it
          const isUndecided = agenda.definitions[job.attrs.name]?.backoff !== undefined
          if (reporter.allAttempts || !isUndecided) report(error, job)
        },
        'retry exhausted': (error: unknown, job: JobLike) => {
          if (!reporter.allAttempts) report(error, job)
        },
        // who listens to `error` changes what becomes of it
        [errorMonitor]: (error: unknown) => reporter.fault(error, QUEUE),
      }),
    wrapProcessor: (processor) =>
      reporter.wrap(processor, (job: JobLike) => factsOf(job, (job.attrs.failCount ?? 0) + 1)),
  }
}

/** All jobs share one queue, which has no name. */
const QUEUE = 'agenda'

function factsOf({ attrs: { _id, name, data } }: JobLike, attempt: number): JobFacts {
  return { queue: QUEUE, id: _id?.toString(), name, attempt, data }
}
