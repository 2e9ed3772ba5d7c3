/**
 * Fastify 5: the request on every event, and every error that reaches Fastify reported.
 *
 * ```js
 * app.register(ravenFastify({ client }).plugin) // before what it shall see
 * ```
 */

import type { Client } from 'raven-ts'
import { WebReporter, type RequestSentry, type WebOptions } from 'raven-ts/contrib/web'
import { watchHandlers } from './fastify/handlers.ts'
import { addHooks, factsOf, type AppLike } from './fastify/hooks.ts'
import { watchLogger } from './fastify/logger.ts'

export type { AppLike, ReplyLike, RequestLike } from './fastify/hooks.ts'

/** What {@link ravenFastify} makes. */
export interface RavenFastify {
  /** The client events go through. */
  readonly client: Client
  /** To be registered before what it shall see; its hooks are those of the app it is registered in. */
  readonly plugin: (app: AppLike, options: unknown, done: () => void) => void
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** @ts-ignore where Fastify is not installed there is nothing to add to */
declare module 'fastify' {
  interface FastifyRequest {
    /** This request's way to report; see `ravenFastify`. */
    sentry?: RequestSentry
  }
}

const MECHANISM = 'auto.http.fastify'

/** Makes the plugin; see {@link WebOptions} for the options. */
export function ravenFastify(options: WebOptions = {}): RavenFastify {
  const web = new WebReporter(options)
  const { client } = web
  const { logging } = web.rules
  const undo = [watchHandlers((request) => web.find(request), MECHANISM), () => web.uninstall()]
  const plugin = (app: AppLike, _: unknown, done: () => void): void => {
    addHooks(app, {
      mechanism: MECHANISM,
      exchangeOf: (request, reply) => web.exchange(request, () => factsOf(request, reply)),
    })
    if (logging !== false) undo.push(watchLogger(app.log, client, logging))
    done()
  }
  return {
    client,
    plugin: Object.assign(plugin, {
      // its hooks are for the app itself, and not for a child of it
      [Symbol.for('skip-override')]: true,
      [Symbol.for('fastify.display-name')]: 'raven-ts',
    }),
    uninstall: () => undo.forEach((end) => end()),
  }
}
