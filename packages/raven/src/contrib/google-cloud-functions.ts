/**
 * Google Cloud Functions: functions of the functions framework, of each of its kinds.
 *
 * ```js
 * const raven = ravenGoogle()
 * functions.http('orders', raven.wrap((request, response) => { … }))
 * functions.cloudEvent('stock', raven.wrap(async (event) => { … }))
 * ```
 */

import type { ContextInput } from 'raven-ts'
import { WebReporter, type WebOptions } from 'raven-ts/contrib/web'
import { isRequest, isResponse, served } from './google-cloud-functions/request.ts'
import {
  Invocations,
  likened,
  type Call,
  type FunctionWrapper,
  type Work,
} from './serverless/invocations.ts'

/** The options of {@link ravenGoogle}. */
export type GoogleOptions = WebOptions & {
  /** Milliseconds an answer is held at most until what was reported has left. Default 2000. */
  readonly flushTimeoutMs?: number | undefined
}

/** What {@link ravenGoogle} makes; it takes functions of any kind. */
export interface RavenGoogle extends FunctionWrapper {
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** Makes the wrapper. */
export function ravenGoogle(options: GoogleOptions = {}): RavenGoogle {
  const { flushTimeoutMs, ...rest } = options
  const web = new WebReporter(rest)
  const calls = new Invocations({ client: web.client, flushTimeoutMs })
  return {
    client: web.client,
    wrap: (work) => likened(eitherWay(work, web, calls), work),
    uninstall: () => web.uninstall(),
  }
}

function eitherWay(work: Work, web: WebReporter, calls: Invocations): Work {
  return function (this: unknown, ...args: readonly unknown[]): unknown {
    const [first, second] = args
    return isRequest(first) && isResponse(second)
      ? served({ web, calls, request: first, response: second }, () =>
          Reflect.apply(work, this, args),
        )
      : calls.invoke(work, this, args, callOf(args))
  }
}

/** A cloud event tells of itself; an older one has a context beside its data. */
function callOf([event, context]: readonly unknown[]): Call {
  return {
    mechanism: 'auto.function.google_cloud',
    describe: (): ContextInput => ({
      transaction: process.env.K_SERVICE ?? process.env.FUNCTION_TARGET,
      extra: { event, ...(typeof context === 'object' ? { context } : {}) },
    }),
  }
}
