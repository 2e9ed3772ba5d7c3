/**
 * Graphile Worker: jobs that failed for good, with what they were to do, and the faults of their workers.
 *
 * ```ts
 * const raven = ravenGraphileWorker({ client })
 * const runner = await run({ taskList: { mail: raven.wrapProcessor(async (payload) => { … }) }, … })
 * raven.watch(runner.events)
 * ```
 */

import type { JobFacts } from './queue/job.ts'
import { JobReporter } from './queue/job-reporter.ts'
import { listen } from './queue/listen.ts'
import type { QueueOptions } from './queue/options.ts'
import type { RavenQueue } from './queue/raven-queue.ts'

export type { QueueOptions } from './queue/options.ts'

/** The part of a `Job` that is read. */
interface JobLike {
  readonly id: string
  readonly task_identifier: string
  readonly payload: unknown
  readonly attempts: number
  readonly max_attempts: number
}

/** The part of the event `job:error` that is read. */
interface JobError {
  readonly job: JobLike
  readonly error: unknown
  /** What entries of a batch failed with; the error then only sums them up. */
  readonly batchJobErrors?: readonly unknown[]
}

/** `watch` takes the `events` of a runner. */
export function ravenGraphileWorker(options: QueueOptions = {}): RavenQueue {
  const reporter = new JobReporter('graphile-worker', options)
  const begun = new WeakMap<object, number>()
  const fault = ({ error }: { readonly error: unknown }): void => reporter.fault(error, QUEUE)
  return {
    client: reporter.client,
    watch: (events) =>
      listen(events, {
        'job:start': ({ job }: { readonly job: JobLike }) => void begun.set(job, Date.now()),
        'job:error': ({ job, error, batchJobErrors = [error] }: JobError) => {
          const isRetried = job.attempts < job.max_attempts
          const how = { isRetried, startedAt: begun.get(job) }
          for (const one of batchJobErrors) reporter.failed(one, factsOf(job), how)
        },
        'worker:getJob:error': fault,
        'worker:fatalError': fault,
        'pool:listen:error': fault,
        'pool:gracefulShutdown:error': fault,
      }),
    wrapProcessor: (task) =>
      reporter.wrap(task, (_: unknown, { job }: { readonly job: JobLike }) => factsOf(job)),
  }
}

/** All tasks share one queue, which has no name. */
const QUEUE = 'graphile_worker'

function factsOf(job: JobLike): JobFacts {
  const { id, task_identifier: name, payload: data, attempts: attempt } = job
  return { queue: QUEUE, id, name, attempt, attempts: job.max_attempts, data }
}
