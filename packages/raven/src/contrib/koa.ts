/**
 * Koa 3 and 2: the request on every event, and every error that reaches Koa reported.
 *
 * ```js
 * const raven = ravenKoa({ client })
 * app.use(raven.requests)   // first
 * app.use(raven.errors)     // only if you have middleware that answers errors: after that
 * ```
 */

import { errorMonitor } from 'node:events'
import type { Client } from 'raven-ts'
import {
  attempt,
  describeUser,
  nodeFacts,
  watchBroken,
  WebReporter,
  type BreakableAnswer,
  type Exchange,
  type ExchangeFacts,
  type NodeFactsSource,
  type RequestSentry,
  type WebOptions,
} from 'raven-ts/contrib/web'

/** The part of an app that is touched. */
export interface AppLike {
  on(event: typeof errorMonitor, listener: ErrorListener): unknown
  removeListener(event: typeof errorMonitor, listener: ErrorListener): unknown
}

/** The part of a context that is read. */
export interface ContextLike {
  readonly app: AppLike
  readonly req: NodeFactsSource
  readonly res: BreakableAnswer & { readonly destroyed?: boolean }
  readonly request: { readonly body?: unknown }
  readonly state: { readonly user?: unknown }
  /** Passport's; whether it is there tells that somebody might sign in. */
  readonly isAuthenticated?: unknown
  /** The pattern that `@koa/router` matched. */
  readonly _matchedRoute?: unknown
  readonly originalUrl: string
  readonly protocol: string
  readonly host: string
  readonly ip: string
}

/** What the integration adds to Koa's context: `new Koa<Koa.DefaultState, RavenContext>()`. */
export interface RavenContext {
  /** This request's way to report. */
  readonly sentry: RequestSentry
}

type ErrorListener = (error: unknown, context?: unknown) => void
type Middleware = (context: ContextLike, next: () => Promise<unknown>) => Promise<void>

/** What {@link ravenKoa} makes. */
export interface RavenKoa {
  /** The client events go through. */
  readonly client: Client
  /** Gives each request a context of its own, and `ctx.sentry`; reports what reaches Koa. Use it first. */
  readonly requests: Middleware
  /** Reports an error and throws it on unchanged. Use it after middleware of yours that answers errors. */
  readonly errors: Middleware
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

const MECHANISM = 'auto.http.koa'

/** Makes the two middlewares; see {@link WebOptions} for the options. */
export function ravenKoa(options: WebOptions = {}): RavenKoa {
  const web = new WebReporter(options)
  const apps = new Set<AppLike>()
  /** Requests something passed through that is no error: Koa tells of another thing then, which is one. */
  const bare = new WeakSet()
  const exchangeOf = (context: ContextLike): Exchange =>
    web.exchange(context, () => factsOf(context))

  const errors: Middleware = async (context, next) => {
    try {
      await next()
    } catch (error) {
      if (attempt(() => error instanceof Error) === false) bare.add(context)
      exchangeOf(context).report(error, MECHANISM)
      throw error
    }
  }
  const told: ErrorListener = (error, context) => {
    if (!isContext(context) || bare.has(context)) return
    if (attempt(() => isDeparture(error, context)) !== true)
      exchangeOf(context).report(error, MECHANISM)
  }
  /** `errorMonitor` hears what `error` tells, and is no such listener: Koa goes on printing. */
  const listen = (app: AppLike): void => {
    if (apps.has(app)) return
    apps.add(app)
    app.on(errorMonitor, told)
  }
  return {
    client: web.client,
    requests: (context, next) => {
      listen(context.app)
      const exchange = exchangeOf(context)
      watchBroken(exchange, context.res, MECHANISM)
      return exchange.run(() => errors(context, next))
    },
    errors,
    uninstall: () => {
      for (const app of apps) app.removeListener(errorMonitor, told)
      apps.clear()
      web.uninstall()
    },
  }
}

/** What Koa knows better than `node:http`, by its own settings: `proxy` above all. */
function factsOf(context: ContextLike): ExchangeFacts {
  return {
    ...nodeFacts(context.req, context.res, () => {
      const { originalUrl: url, protocol, host, ip: address, request } = context
      return { url, protocol, host, address, body: request.body }
    }),
    user: (attrs) => {
      // not `ctx.session`: reading it opens one
      const { state, isAuthenticated } = context
      return describeUser({ user: state.user, isAuthenticated }, attrs)
    },
    route: () => {
      const { _matchedRoute: route } = context
      return typeof route === 'string' || route instanceof RegExp ? String(route) : undefined
    },
  }
}

/** Errors of the app itself come without one. */
function isContext(value: unknown): value is ContextLike {
  return typeof value === 'object' && value !== null && 'req' in value && 'res' in value
}

/**
 * Whether Koa tells of a client that went away. Koa marks what comes too late for an answer; where the
 * program itself broke the answer off, that is told by the answer (see `watchBroken`).
 */
function isDeparture(error: unknown, { req, res }: ContextLike): boolean {
  if (!(error instanceof Error) || Reflect.get(error, 'headerSent') !== true) return false
  return res.destroyed === true || req.socket?.destroyed === true
}
