/** One installation of a queue integration: reports jobs that failed, and gives each a context of its own. */

import type { Client } from 'raven-ts'
import { wordsOf, type JobFacts } from './job.ts'
import { quiet } from './listen.ts'
import { alike, watched, type Work } from './watched.ts'
import { LEVELS, rulesOf, type QueueOptions } from './options.ts'

type FactsOf = (...args: never[]) => JobFacts

/** Who looks on, inside the job's context. */
interface Watchers {
  readonly onBegun?: (...args: never[]) => void
  readonly onThrown?: (error: unknown, ...args: never[]) => void
  /** Told of each end, after `onThrown`. */
  readonly onEnded?: (...args: never[]) => void
}

/** What is known of a failure besides the job. */
export interface Failure {
  /** Whether the queue tries again. Default no. */
  readonly isRetried?: boolean
  /** When the attempt began, in milliseconds. */
  readonly startedAt?: number | undefined
}

/** Nothing here throws into the program. */
export class JobReporter {
  /** The client events go through. */
  readonly client: Client
  readonly allAttempts: boolean
  readonly #threshold: number
  readonly #type: string

  constructor(system: string, options: QueueOptions) {
    const { client, allAttempts, threshold } = rulesOf(options)
    this.client = client
    this.allAttempts = allAttempts
    this.#threshold = threshold
    this.#type = `auto.queue.${system}`
  }

  /** Reports what a job failed with, if it is wanted; answers the event's id then. */
  failed(error: unknown, facts: JobFacts, how: Failure = {}): string | undefined {
    const { isRetried = false, startedAt } = how
    if (isRetried && !this.allAttempts) return undefined
    const spent = startedAt === undefined ? {} : { timeSpent: Math.max(0, Date.now() - startedAt) }
    return this.client.captureException(error, { ...this.#said(facts), ...spent })
  }

  /** Reports what a worker itself fails with. */
  fault(error: unknown, queue: string): void {
    if (this.hears('error')) this.client.captureException(error, this.#said({ queue }))
  }

  /** Reports what a worker says that is no error. */
  warn(message: string, facts: JobFacts): void {
    if (this.hears('warning'))
      this.client.captureMessage(message, { ...this.#said(facts), level: 'warning' })
  }

  /** Whether what a worker says at that level is an event. */
  hears(level: string): boolean {
    return LEVELS.indexOf(level) >= this.#threshold
  }

  /**
   * The same function, but for a context of its own for each call: what is said in a job stays there, and
   * an error takes it along. Its name and number of parameters stay, for some queues go by those.
   */
  wrap<F extends Work>(work: F, factsOf: FactsOf, watchers: Watchers = {}): F {
    const { client } = this
    const { onBegun, onThrown, onEnded } = watchers
    const isWatched = onThrown !== undefined || onEnded !== undefined
    const inContext = function (this: never, ...args: never[]): unknown {
      const describe = () => {
        const { place, ...words } = wordsOf(factsOf(...args))
        return { ...words, transaction: place }
      }
      const run = (): unknown => {
        if (onBegun) quiet(onBegun)(...args)
        return Reflect.apply(work, this, args)
      }
      const ended = (): void => quiet(onEnded ?? nothing)(...args)
      const thrown = (error: unknown): void => quiet(onThrown ?? nothing)(error, ...args)
      return client.withContext(describe, isWatched ? () => watched(run, thrown, ended) : run)
    }
    // it takes and answers what `work` does, which its type does not tell
    return alike(inContext, work) as F
  }

  #said(facts: JobFacts) {
    const { place, contexts, ...words } = wordsOf(facts)
    const mechanism = { type: this.#type, handled: false }
    return { ...words, culprit: place, data: { contexts }, mechanism }
  }
}

function nothing(): void {}
