/**
 * Connect 3, and what else takes its middleware: the request on every event, and every error that
 * reaches Connect reported.
 *
 * ```js
 * const raven = ravenConnect({ client })
 * app.use(raven.requests)   // before everything else
 * app.use(raven.errors)     // after everything else
 * ```
 */

import {
  middlewares,
  nodeFacts,
  type Middlewares,
  type NodeFactsSource,
  type RequestSentry,
  type WebOptions,
} from 'raven-ts/contrib/web'

/** The part of a request that is read. */
export interface RequestLike extends NodeFactsSource {
  /** As it was before Connect cut off what a middleware is mounted at. */
  readonly originalUrl?: string | undefined
  /** Where body parsers leave it. */
  readonly body?: unknown
  /** Where cookie parsers leave them. */
  readonly cookies?: unknown
}

/** Connect's two middlewares. */
export type RavenConnect = Middlewares<RequestLike>

declare module 'http' {
  interface IncomingMessage {
    /** This request's way to report; see `ravenConnect` and `ravenHttp`. */
    sentry?: RequestSentry
  }
}

/** Makes the two middlewares; see {@link WebOptions} for the options. */
export function ravenConnect(options: WebOptions = {}): RavenConnect {
  return middlewares(options, 'auto.http.connect', (request: RequestLike, response) =>
    nodeFacts(request, response, () => {
      const { originalUrl, url, body, cookies } = request
      return { url: originalUrl ?? url, body, cookies }
    }),
  )
}
