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
  nodeFacts,
  type Middlewares,
  type NodeFactsSource,
  type RequestSentry,
  type RequestSource,
  type WebOptions,
} from 'raven-ts/contrib/web'
import { routeOf, type RoutedRequest } from './express/route.ts'

/** The part of a request that is read. */
export interface RequestLike extends NodeFactsSource, RoutedRequest {
  readonly url?: string | undefined
  readonly protocol?: string | undefined
  readonly hostname?: string | undefined
  readonly ip?: string | undefined
  readonly body?: unknown
  readonly cookies?: unknown
}

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
  return middlewares(options, 'auto.http.express', (request: RequestLike, response) => ({
    ...nodeFacts(request, response, () => known(request)),
    route: () => routeOf(request),
  }))
}

/** What Express knows better than `node:http`, by its own settings: `trust proxy` above all. */
function known(request: RequestLike): RequestSource {
  const { originalUrl, url, protocol, ip, body, cookies } = request
  return { url: originalUrl ?? url, protocol, address: ip, body, cookies }
}
