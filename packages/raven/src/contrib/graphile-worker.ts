/**
 * Graphile Worker: jobs that failed for good, with what they were to do, and the faults of their workers.
 *
 * ```ts
 * const raven = ravenGraphileWorker({ client })
 * const runner = await run({ taskList: { mail: raven.wrapProcessor(async (payload) => { … }) }, … })
 * raven.watch(runner.events)
 * ```
 */

import type { Client } from 'raven-ts'
import type { JobFacts } from './queue/job.ts'
import { JobReporter } from './queue/job-reporter.ts'
import { listen, type EmitterLike } from './queue/listen.ts'
import type { QueueOptions } from './queue/options.ts'

export type { EmitterLike } from './queue/listen.ts'
export type { QueueOptions } from './queue/options.ts'

/** What {@link ravenGraphileWorker} makes. */
export interface RavenGraphileWorker {
  /** The client events go through. */
  readonly client: Client
  /** Reports what is told by the `events` of a runner, or those it was given. Answers the undo. */
  watch(events: EmitterLike): () => void
  /** The same task, each job in a context of its own. */
  wrapProcessor<F extends (payload: never, helpers: never) => unknown>(task: F): F
}

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

/** Throws a `TypeError` for a `logLevel` nobody knows. */
export function ravenGraphileWorker(options: QueueOptions = {}): RavenGraphileWorker {
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
