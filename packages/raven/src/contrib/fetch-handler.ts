/**
 * Functions that answer a `Request` with a `Response`, on any runtime.
 *
 * ```js
 * const raven = ravenFetch({ client })
 * export default { fetch: raven.wrap(handler) }
 * ```
 */

import type { Client } from 'raven-ts'
import {
  attempt,
  fetchAnswer,
  fetchFacts,
  nodeBindingsOf,
  WebReporter,
  type FetchAnswer,
  type RequestSentry,
  type WebOptions,
} from 'raven-ts/contrib/web'

/** A request as the handler gets it. */
export type SentryRequest = Request & {
  /** This request's way to report; see {@link ravenFetch}. */
  readonly sentry?: RequestSentry
}

/** What a server calls for each request; `Rest` is what it hands over besides: an environment, connection data. */
export type FetchHandler<Rest extends unknown[], Answer> = (
  request: SentryRequest,
  ...rest: Rest
) => Answer

/** What only the one who knows the server can tell. */
export interface WrapOptions<Rest extends unknown[]> {
  /**
   * Where a request came from, of what the server hands over; you know which header to trust.
   * Default: the connection's address where `node:http` serves, else not known.
   */
  readonly addressOf?: ((request: Request, ...rest: Rest) => string | undefined) | undefined
  /** Called when something was reported; for a platform that has to be asked to live on until it was sent. */
  readonly onReport?: ((...rest: Rest) => void) | undefined
}

/** What {@link ravenFetch} makes. */
export interface RavenFetch {
  /** The client events go through. */
  readonly client: Client
  /**
   * The same handler, watched: what it throws, and what the body of its answer fails with, is reported
   * and goes on as it is.
   */
  readonly wrap: <Rest extends unknown[], Answer extends Response | Promise<Response>>(
    handler: FetchHandler<Rest, Answer>,
    options?: WrapOptions<Rest>,
  ) => (request: Request, ...rest: Rest) => Answer
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

const MECHANISM = 'auto.http.fetch'

/** Makes the wrapper; see {@link WebOptions} for the options. */
export function ravenFetch(options: WebOptions = {}): RavenFetch {
  const web = new WebReporter(options)
  return {
    client: web.client,
    wrap:
      (handler, { addressOf, onReport } = {}) =>
      (request, ...rest) => {
        const bindings = nodeBindingsOf(rest[0])
        const answer = fetchAnswer(bindings)
        const address = (): string | undefined =>
          addressOf ? addressOf(request, ...rest) : bindings?.incoming?.socket?.remoteAddress
        const exchange = web.exchange(request, () =>
          fetchFacts(request, answer, () => ({ address: address() })),
        )
        const report = (error: unknown): void => {
          exchange.report(error, MECHANISM)
          attempt(() => onReport?.(...rest))
        }
        return exchange.run(() => watched(() => handler(request, ...rest), report, answer))
      },
    uninstall: () => web.uninstall(),
  }
}

/** What the handler answers or throws, at once or later, goes on the same way. */
function watched<Answer extends Response | Promise<Response>>(
  handle: () => Answer,
  report: (error: unknown) => void,
  answer: FetchAnswer,
): Answer {
  const onThrown = (error: unknown): never => {
    report(error)
    answer.settle() // the server makes its own answer of it
    throw error
  }
  const onAnswer = (response: Response): Response => {
    answer.settle(response.status)
    return answer.watch(response, report)
  }
  let result: Answer
  try {
    result = handle()
  } catch (error) {
    return onThrown(error)
  }
  // a promise for a promise, a response for a response
  return (result instanceof Promise ? result.then(onAnswer, onThrown) : onAnswer(result)) as Answer
}
