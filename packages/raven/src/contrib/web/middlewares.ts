/** What frameworks have in common whose middleware is called with `(request, response, next)`. */

import type { Client } from 'raven-ts'
import type { BreakableAnswer } from './answer.ts'
import { watchBroken } from './broken.ts'
import type { Exchange } from './exchange.ts'
import type { ExchangeFacts } from './facts.ts'
import type { NodeFactsSource } from './node-facts.ts'
import type { WebOptions } from './options.ts'
import { WebReporter } from './web-reporter.ts'

type Next = (error?: unknown) => void

/** Two middlewares, by the parts of a framework's own types that are touched. */
export interface Middlewares<Request extends NodeFactsSource> {
  /** The client events go through. */
  readonly client: Client
  /** Gives each request a context of its own, and `request.sentry`; use it before the routes. */
  readonly requests: (request: Request, response: BreakableAnswer, next: Next) => void
  /** Reports an error and hands it on unchanged; use it after the routes and before your own handler. */
  readonly errors: (error: unknown, request: Request, response: BreakableAnswer, next: Next) => void
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** Runs `next` in the context of a request; false where that is left to the middleware. */
type Run<Request> = (request: Request, response: BreakableAnswer, next: () => void) => boolean

/**
 * Makes them; `factsOf` says what the framework tells of a request, `mechanism` names it in events.
 * `runner` makes a way of the framework's own to run requests.
 */
export function middlewares<Request extends NodeFactsSource>(
  options: WebOptions,
  mechanism: string,
  factsOf: (request: Request, response: BreakableAnswer) => ExchangeFacts,
  runner?: (web: WebReporter) => Run<Request> | undefined,
): Middlewares<Request> {
  const web = new WebReporter(options)
  const run = runner?.(web)
  const exchangeOf = (request: Request, response: BreakableAnswer): Exchange =>
    web.exchange(request, () => factsOf(request, response))
  return {
    client: web.client,
    requests: (request, response, next) => {
      if (run?.(request, response, next) === true) return
      const exchange = exchangeOf(request, response)
      watchBroken(exchange, response, mechanism)
      exchange.run(() => next())
    },
    errors: (error, request, response, next) => {
      exchangeOf(request, response).report(error, mechanism)
      next(error)
    },
    uninstall: () => web.uninstall(),
  }
}
