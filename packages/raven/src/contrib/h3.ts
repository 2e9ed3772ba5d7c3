/**
 * h3 2, on any runtime: the request on every event, and every error that reaches h3 reported.
 *
 * ```js
 * const app = new H3({ plugins: [ravenH3({ client }).plugin] })
 * ```
 */

import type { Client } from 'raven-ts'
import {
  describeUser,
  fetchAnswer,
  fetchFacts,
  nodeBindingsOf,
  watchBroken,
  WebReporter,
  type Exchange,
  type ExchangeFacts,
  type FetchAnswer,
  type NodeBindings,
  type RequestSentry,
  type WebOptions,
} from 'raven-ts/contrib/web'
import { causeOf, isSign, statusOf, statusOfError, watchResult, watchStream } from './h3/results.ts'

/** The part of an event of h3, which is one request, that is read. */
export interface EventLike {
  readonly req: Request & { readonly ip?: string | undefined }
  readonly res: { readonly headers: Headers; readonly errHeaders: Headers; status?: number }
  readonly context: object & {
    sentry?: RequestSentry
    readonly matchedRoute?: { readonly route?: string | undefined } | undefined
  }
  readonly app?: { readonly config: { readonly onResponse?: unknown } } | undefined
  readonly runtime?:
    | { readonly node?: { readonly req: unknown; readonly res?: unknown } | undefined }
    | undefined
}

type Handler<E> = (error: E, event: never) => unknown

/** The options of every web integration, and one of its own. */
export type RavenH3Options = WebOptions & {
  /**
   * Where a request came from; you know which header to trust. Default: `event.req.ip`, which is what the
   * server says by its setting `trustProxy`.
   */
  readonly addressOf?: ((event: never) => string | undefined) | undefined
}

/** What {@link ravenH3} makes. */
export interface RavenH3 {
  /** The client events go through. */
  readonly client: Client
  /** For the option `plugins` of an app, or `app.register`, before what it shall see. */
  readonly plugin: (app: { use(middleware: RavenH3['requests']): unknown }) => void
  /** The middleware that the plugin uses: a context and `event.context.sentry` for each request. */
  readonly requests: (event: EventLike, next: () => unknown) => Promise<unknown>
  /**
   * For the option `onError` of an app: reports what no middleware sees, such as a result that cannot be
   * sent, before your own handler, which decides on the answer.
   */
  readonly errors: <E = Error>(handler?: Handler<E>) => (error: E, event: EventLike) => unknown
  /** For the option `onResponse` of an app, where no server of Node tells which answer left. */
  readonly responses: (response: Response, event: EventLike) => void
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** @ts-ignore where h3 is not installed there is nothing to add to */
declare module 'h3' {
  interface H3EventContext {
    /** This request's way to report; see `ravenH3`. */
    sentry?: RequestSentry
  }
}

const MECHANISM = 'auto.http.h3'

/** Makes the plugin; see {@link WebOptions} for the options. */
export function ravenH3(options: RavenH3Options = {}): RavenH3 {
  const { addressOf, ...rules } = options
  const web = new WebReporter(rules)
  const answers = new WeakMap<EventLike, FetchAnswer>()
  const answerOf = (event: EventLike): FetchAnswer => {
    const answer = answers.get(event) ?? fetchAnswer(bindingsOf(event))
    answers.set(event, answer)
    return answer
  }
  // the option is told the event that h3 gave us
  const addressBy = (event: EventLike): string | undefined =>
    addressOf ? addressOf(event as never) : event.req.ip
  const exchangeOf = (event: EventLike): Exchange =>
    web.exchange(event, () => factsOf(event, answerOf(event), addressBy))
  const responses: RavenH3['responses'] = ({ status }, event) => answerOf(event).settle(status)
  const requests: RavenH3['requests'] = (event, next) => {
    const exchange = exchangeOf(event)
    event.context.sentry = exchange
    const bindings = bindingsOf(event)
    if (bindings) watchBroken(exchange, bindings.outgoing, MECHANISM)
    const report = (error: unknown): void => void exchange.report(error, MECHANISM)
    // as long as nobody says which answer leaves, it is the one that h3 makes by itself
    const settle = (status: number): void => {
      if (event.app?.config.onResponse !== responses) answerOf(event).settle(status)
    }
    return exchange.run(async () => {
      try {
        const result = await next()
        if (result instanceof Error) report(result)
        settle(statusOf(result, event.res.status))
        if (!bindings) return watchResult(result, answerOf(event), report)
        watchStream(result, bindings.outgoing, report)
        return result
      } catch (error) {
        if (!isSign(error)) report(error)
        settle(statusOfError(error))
        throw error
      }
    })
  }
  return {
    client: web.client,
    plugin: (app) => void app.use(requests),
    requests,
    errors: (handler) => (error, event) => {
      const exchange = exchangeOf(event)
      const { captured } = exchange
      // a number that is thrown is a status
      const isSeen = captured === error || typeof captured === 'number'
      exchange.report(isSeen ? captured : causeOf(error), MECHANISM)
      return handler?.(error, event as never) // the event that h3 gave us
    },
    responses,
    uninstall: () => web.uninstall(),
  }
}

/** The server of Node beneath, where there is one. */
function bindingsOf({ runtime }: EventLike): NodeBindings | undefined {
  const { node } = runtime ?? {}
  return node && nodeBindingsOf({ incoming: node.req, outgoing: node.res })
}

function factsOf(
  event: EventLike,
  answer: FetchAnswer,
  addressBy: (event: EventLike) => string | undefined,
): ExchangeFacts {
  return {
    ...fetchFacts(event.req, answer, () => ({ address: addressBy(event) })),
    user: (attrs) => describeUser(event.context, attrs),
    route: () => event.context.matchedRoute?.route,
    answer: {
      ...answer,
      // h3 takes the one for what is answered, the other for what it makes of an error
      setHeader: (name, value) => {
        event.res.headers.set(name, value)
        event.res.errHeaders.set(name, value)
      },
    },
  }
}
