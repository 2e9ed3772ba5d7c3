/**
 * BullMQ 6: jobs that failed for good, with what they were to do, and the faults of their workers.
 *
 * ```ts
 * const raven = ravenBullmq({ client })
 * const worker = new Worker('mail', raven.wrapProcessor(async (job) => { … }), { connection })
 * raven.watch(worker)
 * ```
 */

import { errorMonitor } from 'node:events'
import type { JobFacts } from './queue/job.ts'
import { JobReporter } from './queue/job-reporter.ts'
import { listen, type NamedEmitter } from './queue/listen.ts'
import type { QueueOptions } from './queue/options.ts'
import type { RavenQueue } from './queue/raven-queue.ts'
import type { Work } from './queue/watched.ts'

export type { EmitterLike, NamedEmitter } from './queue/listen.ts'
export type { QueueOptions } from './queue/options.ts'
export type { RavenQueue } from './queue/raven-queue.ts'

/** The part of a `Job` that is read; in a sandbox it is a copy, which has no queue. */
interface JobLike {
  readonly queueName: string
  readonly id?: string
  readonly name: string
  readonly attemptsMade: number
  readonly opts: { readonly attempts?: number }
  readonly data: unknown
  readonly parentKey?: string
  readonly processedOn?: number
  /** Set when it will not be tried again. */
  readonly finishedOn?: number
  readonly queue?: object
}

/** Of workers that a library makes, it takes the class; `workerClass` answers one whose workers are watched. */
type RavenBullmq = RavenQueue<NamedEmitter> & {
  workerClass<C extends new (...args: never[]) => NamedEmitter>(Worker: C): C
}

/** By what an error tells the parent that its child has reported it. BullMQ copies all own keys. */
const MARK = 'ravenEventId'

/** In the file of a sandboxed processor `wrapProcessor` reports, and `watch` tells only what a child cannot. */
export function ravenBullmq(options: QueueOptions = {}): RavenBullmq {
  const reporter = new JobReporter('bullmq', options)
  const watch = (worker: NamedEmitter): (() => void) =>
    listen(worker, {
      failed: (job: JobLike | undefined, error: unknown) => {
        if (takeMark(error)) return
        // one that stalled too often may be deleted already
        if (!job) reporter.failed(error, { queue: worker.name })
        else
          reporter.failed(error, factsOf(job, job.attemptsMade), {
            isRetried: job.finishedOn === undefined,
            startedAt: job.processedOn,
          })
      },
      stalled: (id: string) => reporter.warn('a job stalled', { queue: worker.name, id }),
      // who listens to `error` changes what becomes of it
      [errorMonitor]: (error: unknown) => reporter.fault(error, worker.name),
    })
  const reportInChild = (error: unknown, job: JobLike): void => {
    // where `watch` can, it tells more; what takes no mark would be reported twice
    if (job.queue !== undefined || !isOpen(error)) return
    const attempt = job.attemptsMade + 1
    const isLast = attempt >= (job.opts.attempts ?? 1) || isUnrecoverable(error)
    const how = { isRetried: !isLast, startedAt: job.processedOn }
    const value = reporter.failed(error, factsOf(job, attempt), how)
    if (value !== undefined) Object.defineProperty(error, MARK, { value, configurable: true })
  }
  const factsNow = (job: JobLike): JobFacts => factsOf(job, job.attemptsMade + 1)
  const wrapProcessor = <F extends Work>(processor: F): F =>
    reporter.wrap(processor, factsNow, { onThrown: reportInChild })
  return {
    client: reporter.client,
    watch,
    wrapProcessor,
    workerClass: (Worker) =>
      new Proxy(Worker, {
        construct(target, [name, work, ...rest]: unknown[], newTarget) {
          // else it is the path of a file, or nothing
          const wrapped = typeof work === 'function' ? wrapProcessor(work as Work) : work
          const worker: unknown = Reflect.construct(target, [name, wrapped, ...rest], newTarget)
          watch(worker as NamedEmitter) // as the type of its class says
          return worker as NamedEmitter
        },
      }),
  }
}

function factsOf(job: JobLike, attempt: number): JobFacts {
  const { queueName: queue, id, name, data, opts, parentKey: parent } = job
  return { queue, id, name, attempt, attempts: opts.attempts, data, parent }
}

function isUnrecoverable(error: object): boolean {
  return Reflect.get(error, 'name') === 'UnrecoverableError'
}

function isOpen(error: unknown): error is object {
  return typeof error === 'object' && error !== null && Object.isExtensible(error)
}

/** Whether it was there; it is nobody else's business. */
function takeMark(error: unknown): boolean {
  if (!isOpen(error) || !Object.hasOwn(error, MARK)) return false
  return Reflect.deleteProperty(error, MARK)
}
