/**
 * Servers of `node:http`, `https` and `http2`: the request on every event, and every error reported that
 * leaves the function which handles requests.
 *
 * ```js
 * const raven = ravenHttp({ client })
 * http.createServer(raven.handler(app))   // around the function that handles requests
 * raven.attach(server)                    // or: to a server that exists already
 * ```
 */

import type { Client } from 'raven-ts'
import {
  nodeFacts,
  watchBroken,
  WebReporter,
  type BreakableAnswer,
  type Exchange,
  type NodeFactsSource,
  type RequestSentry,
  type WebOptions,
} from 'raven-ts/contrib/web'

/** The part of a request that is read. */
export interface RequestLike extends NodeFactsSource {
  /** Where programs leave what they parsed. */
  readonly body?: unknown
}

/** The part of a server that is touched. */
export interface ServerLike {
  prependListener(event: 'request', listener: RequestListener): unknown
  removeListener(event: 'request', listener: RequestListener): unknown
}

// as a method, so that listeners for the server's own, richer types are such listeners too
type RequestListener = {
  bivariant(request: RequestLike, response: BreakableAnswer): void
}['bivariant']

/** What {@link ravenHttp} makes. */
export interface RavenHttp {
  /** The client events go through. */
  readonly client: Client
  /**
   * The same function with a context of its own for each request, and `request.sentry`. What it throws,
   * and what its promise is rejected with, is reported and goes on unchanged.
   */
  handler<T, Request extends RequestLike, Response extends BreakableAnswer, R>(
    handle: (this: T, request: Request, response: Response) => R,
  ): (this: T, request: Request, response: Response) => R
  /**
   * Does the same for all listeners of a server, present and future ones, by one listener before them.
   * What they throw reaches nobody but the process, so this calls `client.install()`. Answers its undo.
   */
  attach(server: ServerLike): () => void
  /** Ends what the integration listens to, and every attachment. */
  uninstall(): void
}

declare module 'http' {
  interface IncomingMessage {
    /** This request's way to report; see `ravenHttp` and `ravenConnect`. */
    sentry?: RequestSentry
  }
}

const MECHANISM = 'auto.http.node'

/** Makes the integration; see {@link WebOptions} for the options. */
export function ravenHttp(options: WebOptions = {}): RavenHttp {
  const web = new WebReporter(options)
  const attached = new Set<() => void>()
  const open = (request: RequestLike, response: BreakableAnswer): Exchange => {
    const exchange = web.exchange(request, () =>
      nodeFacts(request, response, () => ({ body: request.body })),
    )
    watchBroken(exchange, response, MECHANISM)
    return exchange
  }
  return {
    client: web.client,
    handler: (handle) =>
      function (request, response) {
        const exchange = open(request, response)
        return exchange.run(() => reporting(exchange, () => handle.call(this, request, response)))
      },
    attach(server) {
      const listener: RequestListener = (request, response) => open(request, response).enter()
      const detach = (): void => {
        server.removeListener('request', listener)
        attached.delete(detach)
      }
      server.prependListener('request', listener)
      attached.add(detach)
      web.client.install()
      return detach
    },
    uninstall() {
      for (const detach of attached) detach()
      web.uninstall()
    },
  }
}

/** Reports what `work` fails with, at once or later, and fails with it. */
function reporting<R>(exchange: Exchange, work: () => R): R {
  const failed = (error: unknown): never => {
    exchange.report(error, MECHANISM)
    throw error
  }
  try {
    const result = work()
    // whoever gets the new promise has it unhandled as the old one would have been; its type is the same
    return result instanceof Promise ? (result.then(undefined, failed) as R) : result
  } catch (error) {
    return failed(error)
  }
}
