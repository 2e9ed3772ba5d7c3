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
  const client = clientOf(options)
  return {
    client,
    requests: (request, _response, next) =>
      client.withContext({ request: describeRequest(request) }, () => next()),
    errors: (error, _request, response, next) => {
      if (statusOf(error) >= SERVER_ERROR)
        tellId(response, client.captureException(error, { mechanism: MECHANISM }))
      next(error)
    },
  }
}

function clientOf({ client, ...options }: RavenExpressOptions): Client {
  return client ?? new Client(options)
}

/**
 * URL, method and headers; no cookies, no body, no address: those only with consent. Undefined when the
 * request cannot be read: its events go without it.
 */
function describeRequest(request: RequestLike): Record<string, unknown> | undefined {
  try {
    const { cookie: _cookie, host, ...headers } = request.headers
    const target = request.originalUrl ?? request.url ?? ''
    const mark = target.indexOf('?')
    const path = mark === -1 ? target : target.slice(0, mark)
    return {
      method: request.method,
      url: `${request.protocol ?? 'http'}://${String(host ?? 'localhost')}${path}`,
      ...(mark === -1 ? {} : { query_string: target.slice(mark + 1) }),
      headers: host === undefined ? headers : { ...headers, host },
    }
  } catch {
    return undefined
  }
}

/** The status Express would answer with: the error's own, else 500. An error may be anything, traps included. */
function statusOf(error: unknown): number {
  try {
    if (typeof error !== 'object' || error === null) return SERVER_ERROR
    const said: unknown = Reflect.get(error, 'status') ?? Reflect.get(error, 'statusCode')
    return typeof said === 'number' && said >= 400 ? said : SERVER_ERROR
  } catch {
    return SERVER_ERROR
  }
}

/** A response that takes no header any more goes without it. */
function tellId(response: ResponseLike, id: string): void {
  try {
    if (!response.headersSent) response.setHeader('X-Sentry-ID', id)
  } catch {
    // the answer is the program's business; the event is on its way
  }
}
