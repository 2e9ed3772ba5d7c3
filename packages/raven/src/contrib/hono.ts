/**
 * Hono 4, on any runtime: the request on every event, and every error that reaches Hono reported.
 *
 * ```js
 * app.use(ravenHono({ client }).requests) // before what it shall see
 * ```
 */

import type { Client } from 'raven-ts'
import {
  fetchAnswer,
  fetchFacts,
  nodeBindingsOf,
  WebReporter,
  type Exchange,
  type ExchangeFacts,
  type FetchAnswer,
  type RequestSentry,
  type RequestSource,
  type WebOptions,
} from 'raven-ts/contrib/web'
import { parsedBody, type BodyCache } from './hono/body.ts'
import { userOf } from './hono/user.ts'

/** The part of a context that is read. */
export interface ContextLike {
  readonly req: {
    readonly raw: Request
    readonly bodyCache: BodyCache
    readonly matchedRoutes: readonly { readonly path: string }[]
  }
  readonly env: unknown
  readonly error: unknown
  readonly finalized: boolean
  res: Response
  header(name: string, value: string): void
  get(key: string): unknown
  set(key: string, value: unknown): void
}

/** The options of every web integration, and one of its own. */
export type RavenHonoOptions = WebOptions & {
  /**
   * Where a request came from; `getConnInfo` of your adapter knows, and you know which header to trust.
   * Default: the connection's address with `@hono/node-server`, else not known.
   */
  readonly addressOf?: ((c: never) => string | undefined) | undefined
}

/** What {@link ravenHono} makes. */
export interface RavenHono {
  /** The client events go through. */
  readonly client: Client
  /** Middleware that gives each request a context of its own, and `c.var.sentry`; use it before the routes. */
  readonly requests: (c: ContextLike, next: () => Promise<void>) => Promise<void>
  /**
   * Reports an error before your own handler sees it, so that it may show `c.var.sentry.id`:
   * `app.onError(raven.errors(handler))`. Without it errors are reported all the same, after the handler.
   */
  readonly errors: <C extends ContextLike, R>(
    handler: (error: Error, c: C) => R | Promise<R>,
  ) => (error: Error, c: C) => Promise<R>
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** @ts-ignore where Hono is not installed there is nothing to add to */
declare module 'hono' {
  interface ContextVariableMap {
    /** This request's way to report; see `ravenHono`. */
    sentry: RequestSentry
  }
}

const MECHANISM = 'auto.http.hono'

/** Makes the middleware; see {@link WebOptions} for the options. */
export function ravenHono(options: RavenHonoOptions = {}): RavenHono {
  const { addressOf, ...rules } = options
  const web = new WebReporter(rules)
  /** What was read of the bodies of requests that failed. */
  const bodies = new WeakMap<ContextLike, unknown>()
  const known = (c: ContextLike): RequestSource => ({
    body: bodies.get(c),
    // the option is told the context that Hono gave us
    address: addressOf ? addressOf(c as never) : addressBy(c),
  })
  const exchangeOf = (c: ContextLike, answer: FetchAnswer = answerOf(c)): Exchange =>
    web.exchange(c, () => factsOf(c, answer, () => known(c)))
  const report = async (c: ContextLike, error: unknown): Promise<void> => {
    bodies.set(c, await parsedBody(c.req))
    exchangeOf(c).report(error, MECHANISM)
  }
  return {
    client: web.client,
    requests: (c, next) => {
      const answer = answerOf(c)
      const exchange = exchangeOf(c, answer)
      c.set('sentry', exchange)
      return exchange.run(async () => {
        try {
          await next()
        } catch (error) {
          await report(c, error) // what is no Error passes Hono's own handler by
          answer.settle()
          throw error
        }
        // the handler for errors has answered it
        if (c.error !== undefined) await report(c, c.error)
        answer.settle(c.res.status)
        const response = answer.watch(c.res, (error) => void exchange.report(error, MECHANISM))
        if (response !== c.res) c.res = response
      })
    },
    errors: (handler) => async (error, c) => {
      await report(c, error)
      return await handler(error, c)
    },
    uninstall: () => web.uninstall(),
  }
}

function answerOf(c: ContextLike): FetchAnswer {
  return {
    ...fetchAnswer(nodeBindingsOf(c.env)),
    expected: () => (c.finalized ? c.res.status : undefined),
    setHeader: (name, value) => c.header(name, value),
  }
}

function factsOf(c: ContextLike, answer: FetchAnswer, known: () => RequestSource): ExchangeFacts {
  return {
    ...fetchFacts(c.req.raw, answer, known),
    user: (attrs) => userOf(c, attrs),
    route: () => routeOf(c),
  }
}

function addressBy({ env }: ContextLike): string | undefined {
  return nodeBindingsOf(env)?.incoming?.socket?.remoteAddress
}

/** The pattern of the last route that matched, which is the handler's; middleware matches everything. */
function routeOf({ req }: ContextLike): string | undefined {
  const path = req.matchedRoutes.at(-1)?.path
  return path?.endsWith('*') === false ? path : undefined
}
