/**
 * Express 5 and 4: the request on every event, and every error that reaches Express reported.
 *
 * ```js
 * const raven = ravenExpress({ client })
 * app.use(raven.requests)   // before the routes
 * app.use(raven.errors)     // after them
 * ```
 */

import {
  middlewares,
  type Middlewares,
  type RequestSentry,
  type WebOptions,
} from 'raven-ts/contrib/web'
import { factsOf, type RequestLike } from './express/facts.ts'

export type { RequestLike } from './express/facts.ts'

/** Express's two middlewares. */
export type RavenExpress = Middlewares<RequestLike>

declare global {
  // the place where Express's own types let middleware say what it adds
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    interface Request {
      /** This request's way to report; see `ravenExpress`. */
      sentry?: RequestSentry
    }
  }
}

/** Makes the two middlewares; see {@link WebOptions} for the options. */
export function ravenExpress(options: WebOptions = {}): RavenExpress {
  return middlewares(options, 'auto.http.express', factsOf)
}
