/**
 * Bee-Queue 2: jobs that failed for good, with what they were to do, and the faults of their queue.
 *
 * ```ts
 * const raven = ravenBeeQueue({ client })
 * queue.process(raven.wrapProcessor(async (job) => { … }))
 * raven.watch(queue)
 * ```
 */

import { errorMonitor } from 'node:events'
import type { JobFacts } from './queue/job.ts'
import { JobReporter } from './queue/job-reporter.ts'
import { listen, type NamedEmitter } from './queue/listen.ts'
import type { QueueOptions } from './queue/options.ts'
import type { RavenQueue } from './queue/raven-queue.ts'

export type { QueueOptions } from './queue/options.ts'

/** The part of a `Job` that is read. */
interface JobLike {
  readonly id: string
  readonly data: unknown
  readonly queue: { readonly name: string }
  readonly status: string
  /** One trace for each attempt that failed. */
  readonly options: { readonly stacktraces?: readonly unknown[] }
}

export function ravenBeeQueue(options: QueueOptions = {}): RavenQueue<NamedEmitter> {
  const reporter = new JobReporter('bee-queue', options)
  const begun = new WeakMap<object, number>()
  return {
    client: reporter.client,
    watch: (queue) =>
      listen(queue, {
        failed: (job: JobLike, error: unknown) =>
          void reporter.failed(error, factsOf(job, failuresOf(job)), {
            isRetried: job.status === 'retrying',
            startedAt: begun.get(job),
          }),
        stalled: (id: string) => reporter.warn('a job stalled', { queue: queue.name, id }),
        // who listens to `error` changes what becomes of it
        [errorMonitor]: (error: unknown) => reporter.fault(error, queue.name),
      }),
    wrapProcessor: (handler) =>
      reporter.wrap(handler, (job: JobLike) => factsOf(job, failuresOf(job) + 1), {
        onBegun: (job: JobLike) => void begun.set(job, Date.now()),
      }),
  }
}

function factsOf({ id, data, queue }: JobLike, attempt: number): JobFacts {
  return { queue: queue.name, id, attempt, data }
}

function failuresOf({ options }: JobLike): number {
  return options.stacktraces?.length ?? 0
}
