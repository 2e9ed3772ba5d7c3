/** One call of a function whose platform stops the process as soon as it has the answer. */

import type { Client, ContextInput } from 'raven-ts'
import { clientOf, type ClientSource } from 'raven-ts/contrib/web'

/** The options of every integration with a platform of functions. */
export type ServerlessOptions = ClientSource & {
  /** Milliseconds an answer is held at most until what was reported has left. Default 2000. */
  readonly flushTimeoutMs?: number | undefined
  /**
   * Milliseconds before the platform's limit at which a function that still runs is reported, where the
   * platform tells of it; 0: never. Default 500.
   */
  readonly timeoutWarningMs?: number | undefined
}

/** What wraps the functions of a platform. */
export interface FunctionWrapper {
  /** The client events go through. */
  readonly client: Client
  /** The same function: what it fails with is reported, and goes on, as its answer does, when the report has left. */
  readonly wrap: <T extends (...args: never[]) => unknown>(work: T) => T
}

/** What is known of one call; asked for when it is needed. */
export interface Call {
  readonly mechanism: string
  readonly describe: () => ContextInput
  /** Milliseconds until the platform ends it. */
  readonly remainingMs?: () => number
}

/** Any function of a program. */
export type Work = (...args: never[]) => unknown

/** Of the time that remains this much is the answer's own. */
const SPARE_MS = 100

/** Calls of functions: what they fail with is reported, and has left before they are answered. */
export class Invocations {
  readonly client: Client
  readonly #flushTimeoutMs: number
  readonly #timeoutWarningMs: number

  constructor(options: ServerlessOptions) {
    const { flushTimeoutMs = 2000, timeoutWarningMs = 500, ...source } = options
    this.client = clientOf(source)
    this.#flushTimeoutMs = flushTimeoutMs
    this.#timeoutWarningMs = timeoutWarningMs
  }

  /** Wraps functions; `callOf` tells what their arguments are. */
  wrapper(callOf: (args: readonly unknown[]) => Call): FunctionWrapper {
    return { client: this.client, wrap: (work) => this.#wrap(work, callOf) }
  }

  #wrap<T extends Work>(work: T, callOf: (args: readonly unknown[]) => Call): T {
    const { invoke } = this
    const wrapped = function (this: unknown, ...args: readonly unknown[]): unknown {
      return invoke(work, this, args, callOf(args))
    }
    return likened(wrapped, work)
  }

  /** Calls it. It answers by a promise, or by the callback that is its last argument. */
  readonly invoke = (work: Work, self: unknown, args: readonly unknown[], call: Call): unknown => {
    const { client } = this
    const last = args.at(-1)
    const callback = isWork(last) ? last : undefined
    return client.withContext(call.describe, () => {
      const stop = this.#watchTime(call)
      const end = (): Promise<void> | undefined => {
        stop()
        return this.settle(call.remainingMs?.())
      }
      const report = (error: unknown): void => {
        client.captureException(error, { mechanism: { type: call.mechanism, handled: false } })
      }
      const fail = async (error: unknown): Promise<never> => {
        report(error)
        await end()
        throw error
      }
      const succeed = async (result: unknown): Promise<unknown> => {
        await end()
        return result
      }
      const answered = (...answer: readonly unknown[]): void => {
        if (answer[0]) report(answer[0])
        const left = end()
        const pass = (): unknown => callback && Reflect.apply(callback, undefined, answer)
        void (left ? left.then(pass) : pass())
      }
      let result: unknown
      try {
        result = Reflect.apply(work, self, callback ? [...args.slice(0, -1), answered] : args)
      } catch (error) {
        return fail(error)
      }
      if (callback && !isThenable(result)) return result // the callback will tell
      return Promise.resolve(result).then(succeed, fail)
    })
  }

  /** Resolves when what waits has left, or its time is over; undefined where nothing waits. Never rejects. */
  settle(remainingMs = Infinity): Promise<void> | undefined {
    const patience = Math.min(this.#flushTimeoutMs, remainingMs - SPARE_MS)
    if (patience <= 0 || this.client.stats().waiting === 0) return undefined
    return this.client.flush(patience).then(() => {})
  }

  /** Reports what is still at work shortly before its end; until the answer is called. */
  #watchTime({ remainingMs }: Call): () => void {
    const warningMs = this.#timeoutWarningMs
    const untilMs = (remainingMs?.() ?? 0) - warningMs
    if (warningMs <= 0 || untilMs <= 0) return () => {}
    const warn = (): void => {
      this.client.captureMessage('The time limit is %s ms away', {
        params: [warningMs],
        level: 'warning',
      })
      void this.client.flush(warningMs) // never rejects
    }
    const timer = setTimeout(warn, untilMs)
    timer.unref()
    return () => clearTimeout(timer)
  }
}

/** Platforms go by the number of parameters, and by marks they put on a function. */
export function likened<T extends Work>(wrapped: Work, work: T): T {
  for (const key of Reflect.ownKeys(work)) {
    const found = Object.getOwnPropertyDescriptor(work, key)
    if (found && (typeof key === 'symbol' || key === 'length' || key === 'name'))
      Object.defineProperty(wrapped, key, found)
  }
  return wrapped as T // it takes and answers what the other does
}

function isWork(value: unknown): value is Work {
  return typeof value === 'function'
}

function isThenable(value: unknown): boolean {
  return typeof Reflect.get(Object(value) as object, 'then') === 'function'
}
