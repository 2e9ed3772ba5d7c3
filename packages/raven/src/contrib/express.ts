/**
 * Express 5 and 4: the request on every event, and every error that reaches Express reported.
 *
 * ```js
 * const raven = ravenExpress({ client })
 * app.use(raven.requests)   // before the routes
 * app.use(raven.errors)     // after them
 * ```
 */

import type { Client } from 'raven-ts'
import {
  nodeFacts,
  WebReporter,
  type Exchange,
  type NodeAnswerSource,
  type NodeFactsSource,
  type RequestSentry,
  type RequestSource,
  type WebOptions,
} from 'raven-ts/contrib/web'

/** The part of a request that is read. */
export interface RequestLike extends NodeFactsSource {
  readonly originalUrl?: string | undefined
  readonly baseUrl?: string | undefined
  readonly protocol?: string | undefined
  readonly hostname?: string | undefined
  readonly ip?: string | undefined
  readonly route?: { readonly path?: unknown } | undefined
  readonly body?: unknown
  readonly cookies?: unknown
}

type Next = (error?: unknown) => void

/** Express's own shapes of middleware, by the parts we touch. */
export interface RavenExpress {
  /** The client events go through. */
  readonly client: Client
  /** Gives each request a context of its own, and `request.sentry`; use it before the routes. */
  readonly requests: (request: RequestLike, response: NodeAnswerSource, next: Next) => void
  /** Reports an error and hands it on unchanged; use it after the routes and before your own handler. */
  readonly errors: (
    error: unknown,
    request: RequestLike,
    response: NodeAnswerSource,
    next: Next,
  ) => void
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

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
  const web = new WebReporter(options)
  const exchangeOf = (request: RequestLike, response: NodeAnswerSource): Exchange =>
    web.exchange(request, () => ({
      ...nodeFacts(request, response, () => known(request)),
      route: () => routeOf(request),
    }))
  return {
    client: web.client,
    requests: (request, response, next) => exchangeOf(request, response).run(() => next()),
    errors: (error, request, response, next) => {
      exchangeOf(request, response).report(error, MECHANISM)
      next(error)
    },
    uninstall: () => web.uninstall(),
  }
}

/** What Express knows better than `node:http`, by its own settings: `trust proxy` above all. */
function known(request: RequestLike): RequestSource {
  const { originalUrl, url, protocol, ip, body, cookies } = request
  return { url: originalUrl ?? url, protocol, address: ip, body, cookies }
}

/** The pattern that matched, with that of the routers around it. */
function routeOf({ route, baseUrl = '' }: RequestLike): string | undefined {
  const path = route?.path
  return typeof path === 'string' ? `${baseUrl}${path}` : undefined
}
