/** What an app gets when it starts: a context for each request, a helper for its pages, an ear for its commands. */

import { attempt, watchBroken, type WebReporter } from 'raven-ts/contrib/web'
import { watchPipe } from '../fastify/streams.ts'
import { watchLogger } from '../fastify/logger.ts'
import { publicDsn } from '../templates.ts'
import { watchAce } from './commands.ts'
import { factsOf, type ContextLike } from './facts.ts'

type Made = new (...args: never[]) => unknown

/** The part of an application that is used. */
export interface AppLike {
  readonly config: { get(key: string): unknown }
  readonly usingEdgeJS?: boolean
  readonly container: {
    singleton(name: string | Made, make: () => unknown): unknown
    make<T extends Made>(name: T): Promise<InstanceType<T>>
    make(name: string): Promise<unknown>
    resolving(name: string, then: (made: unknown) => void): unknown
  }
  getEnvironment(): string
  import(path: string): Promise<unknown>
}

/** The part of Adonis's server that is used. */
interface ServerLike {
  use(middleware: readonly (() => Promise<{ default: Made }>)[]): unknown
}

/** As events name it. */
export const MECHANISM = 'auto.http.adonis'

/** Attaches to an app; answers how to take it back. */
export async function attach(app: AppLike, web: WebReporter): Promise<() => void> {
  const environment = app.getEnvironment()
  const undo: (() => void)[] = []
  if (environment === 'web' || environment === 'test') await watchRequests(app, web)
  undo.push(await watchAce(app, web.client))
  const { logging } = web.rules
  if (logging !== false) {
    const { pino } = (await app.container.make('logger')) as { pino: object }
    undo.push(watchLogger(pino, web.client, logging, 'adonis'))
  }
  if (app.usingEdgeJS === true) await addHelper(app, web)
  return () => undo.forEach((end) => end())
}

/** First of all middleware: providers are booted before `start/kernel.ts` names others. */
async function watchRequests(app: AppLike, web: WebReporter): Promise<void> {
  class RavenMiddleware {
    handle(ctx: ContextLike, next: () => Promise<void>): Promise<void> {
      const exchange = web.exchange(ctx, () => factsOf(ctx))
      const { response } = ctx.response
      watchBroken(exchange, response, MECHANISM)
      attempt(() => watchPipe(response, (error) => void exchange.report(error, MECHANISM)))
      return exchange.run(next)
    }
  }
  const server = (await app.container.make('server')) as ServerLike
  server.use([() => Promise.resolve({ default: RavenMiddleware })])
}

/** `sentryPublicDsn(scheme)` in templates: empty where the client is disabled. */
async function addHelper(app: AppLike, { client }: WebReporter): Promise<void> {
  const { default: edge } = (await app.import('edge.js')) as {
    default: { global(name: string, value: unknown): unknown }
  }
  edge.global('sentryPublicDsn', publicDsn(client))
}
