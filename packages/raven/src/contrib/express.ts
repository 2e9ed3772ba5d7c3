/**
 * Express 5 and 4: the request on every event, and every error that reaches Express reported.
 *
 * ```js
 * const raven = ravenExpress({ client })
 * app.use(raven.requests)   // before the routes
 * app.use(raven.errors)     // after them
 * ```
 */

import { Client, type ClientOptions } from 'raven-ts'

/** The part of a request that is read. */
export interface RequestLike {
  readonly method?: string | undefined
  readonly originalUrl?: string | undefined
  readonly url?: string | undefined
  readonly protocol?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** The part of a response that is used. */
export interface ResponseLike {
  readonly headersSent: boolean
  setHeader(name: string, value: string): unknown
}

type Next = (error?: unknown) => void

/** Express's own shapes of middleware, by the parts we touch. */
export interface RavenExpress {
  /** The client events go through. */
  readonly client: Client
  /** Gives each request a context of its own; use it before the routes. */
  readonly requests: (request: RequestLike, response: ResponseLike, next: Next) => void
  /** Reports an error and hands it on unchanged; use it after the routes and before your own handler. */
  readonly errors: (
    error: unknown,
    request: RequestLike,
    response: ResponseLike,
    next: Next,
  ) => void
}

/** Either a client, or what one is made of. */
export type RavenExpressOptions =
  | { readonly client: Client }
  | (ClientOptions & { readonly client?: undefined })

const MECHANISM = { type: 'auto.http.express.middleware', handled: false }
const SERVER_ERROR = 500

/** Makes the two middlewares. Errors with a status below 500 are the caller's and are not reported. */
export function ravenExpress(options: RavenExpressOptions = {}): RavenExpress {
  const client = options.client ?? new Client(options)
  return {
    client,
    requests: (request, _response, next) =>
      client.withContext({ request: describeRequest(request) }, () => next()),
    errors: (error, _request, response, next) => {
      if (statusOf(error) >= SERVER_ERROR) {
        const id = client.captureException(error, { mechanism: MECHANISM })
        if (!response.headersSent) response.setHeader('X-Sentry-ID', id)
      }
      next(error)
    },
  }
}

/** URL, method and headers; no cookies, no body, no address: those only with consent. */
function describeRequest(request: RequestLike): Record<string, unknown> {
  const [path = '', query] = (request.originalUrl ?? request.url ?? '').split('?', 2)
  const { cookie: _cookie, host, ...headers } = request.headers
  return {
    method: request.method,
    url: `${request.protocol ?? 'http'}://${String(host ?? 'localhost')}${path}`,
    ...(query === undefined ? {} : { query_string: query }),
    headers: host === undefined ? headers : { ...headers, host },
  }
}

/** The status Express would answer with: the error's own, else 500. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return SERVER_ERROR
  const status: unknown = Reflect.get(error, 'status') ?? Reflect.get(error, 'statusCode')
  return typeof status === 'number' && status >= 400 ? status : SERVER_ERROR
}
