/** Calls of a remote procedure: what they fail with, and whether it is the caller's own fault. */

import { isIgnored, type Client, type ContextInput, type IgnoreRule } from 'raven-ts'
import { attempt, clientOf, type ClientSource } from 'raven-ts/contrib/web'
import { withMethods, type Method, type MethodsWrapper, type Work } from './methods.ts'

/** The options of every integration of remote calls. */
export type RpcOptions = ClientSource & {
  /** Leave what called a procedure out of stacks: the library, and us. Default true. */
  readonly hideFrames?: boolean | undefined
  /** Errors that are not reported here, besides those the client ignores. Default none. */
  readonly ignoreExceptions?: readonly IgnoreRule[] | undefined
  /** Whether an error is reported, by the code its caller gets. Default: unless the code says that the caller is to blame. */
  readonly shouldCapture?: ((error: unknown, code: unknown) => boolean) | undefined
}

/** One call. */
export interface Call {
  readonly mechanism: string
  readonly describe: () => ContextInput
}

/** Calls of one server. Nothing here throws into the program. */
export class Calls {
  readonly client: Client
  readonly #options: RpcOptions
  readonly #callers: RegExp
  readonly #isOurs: (code: unknown) => boolean

  /** `library` is a pattern of the names of its files; `isOurs` says whether a code blames the server. */
  constructor(options: RpcOptions, library: string, isOurs: (code: unknown) => boolean) {
    const { shouldCapture: _, hideFrames: __, ...source } = options
    this.client = clientOf(source)
    this.#options = options
    this.#callers = new RegExp(`${library}|raven(-ts)?/`)
    this.#isOurs = isOurs
  }

  /** What wraps the methods of this server; `watched` makes one that does as the method, and reports. */
  wrapper(watched: (method: Method, calls: Calls) => Work): MethodsWrapper {
    return {
      client: this.client,
      wrap: (methods) => withMethods(methods, (method) => watched(method, this)),
    }
  }

  /** Runs it with its description on every event made in it. */
  run<R>(call: Call, work: () => R): R {
    return this.client.withContext(call.describe, work)
  }

  /** Reports what a call failed with, if that is wanted. */
  report(call: Call, error: unknown, code: unknown): void {
    const { hideFrames = true, ignoreExceptions = [], shouldCapture } = this.#options
    const isWanted = shouldCapture
      ? attempt((): unknown => shouldCapture(error, code)) !== false
      : this.#isOurs(code)
    if (!isWanted || isIgnored(error, ignoreExceptions)) return
    const capture = (): string =>
      this.client.captureException(error, {
        mechanism: { type: call.mechanism, handled: false },
        ...(hideFrames ? { hideFrames: this.#callers } : {}),
      })
    this.run(call, capture)
  }
}
