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
import { Late } from './express/late.ts'

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

const MECHANISM = 'auto.http.express'

/** Makes the two middlewares; see {@link WebOptions} for the options. */
export function ravenExpress(options: WebOptions = {}): RavenExpress {
  return middlewares(options, MECHANISM, factsOf, (web) => {
    if (web.rules.notFound !== false) return undefined // each request is watched to its end
    const late = new Late(web, MECHANISM)
    return (...args) => late.run(...args)
  })
}
