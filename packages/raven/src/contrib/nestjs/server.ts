/** The server of an app: a context for each of its requests. */

import { attempt, watchBroken, type BreakableAnswer } from 'raven-ts/contrib/web'
import type { RequestLike } from '../express/facts.ts'
import { addHooks, type AppLike } from '../fastify/hooks.ts'
import { watchPipe, type BodySink } from '../fastify/streams.ts'
import type { NestReporter } from './reporter.ts'

type Response = BreakableAnswer & BodySink
type Middleware = (request: RequestLike, response: Response, next: () => void) => void

/** The part of Nest's `MiddlewareConsumer` that is used. */
export interface ConsumerLike {
  getHttpAdapter(): AdapterLike
}

/** The part of Nest's `HttpServer` that is used. */
interface AdapterLike {
  use(middleware: Middleware): unknown
  getType(): string
  getInstance(): unknown
}

/** Of Nest's consumer too, and no promise of it. */
interface Configured {
  readonly routesMapper?: {
    readonly applicationConfig?: { addGlobalFilter?(filter: object): void }
  }
}

const MECHANISM = 'auto.http.nestjs'

/** Looks on before the app's middleware does. */
export function watchServer(consumer: ConsumerLike, reporter: NestReporter, filter: object): void {
  askFirst(consumer as Configured, filter)
  const adapter = consumer.getHttpAdapter()
  const isFastify = adapter.getType() === 'fastify'
  adapter.use((request, response, next) => {
    const exchange = attempt(() => reporter.ofServer(request, response))
    if (!exchange) return next()
    watchBroken(exchange, response, MECHANISM)
    if (!isFastify) watchPipe(response, (error) => void exchange.report(error, MECHANISM))
    exchange.run(next)
  })
  if (!isFastify) return
  const app = adapter.getInstance() as AppLike // as its type says
  addHooks(app, {
    mechanism: MECHANISM,
    exchangeOf: (request, reply) => reporter.ofFastify(request, reply),
  })
}

/**
 * Nest asks the filter that was named last first. What the program named by `useGlobalFilters` came after
 * ours, and may take everything; without this we would not see what it takes of guards and middleware.
 */
function askFirst({ routesMapper }: Configured, filter: object): void {
  attempt(() => routesMapper?.applicationConfig?.addGlobalFilter?.(filter))
}
