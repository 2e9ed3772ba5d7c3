/** The exchanges of one app: of requests, and of messages that have no status line. */

import { isIgnored } from 'raven-ts'
import {
  attempt,
  isWanted,
  type Exchange,
  type ExchangeFacts,
  type NodeAnswerSource,
  type WebReporter,
} from 'raven-ts/contrib/web'
import { factsOf as expressFacts, type RequestLike as RawRequest } from '../express/facts.ts'
import { factsOf as fastifyFacts, type ReplyLike, type RequestLike } from '../fastify/hooks.ts'
import { errorStatus } from './error-status.ts'
import { describeMessage, type HostLike } from './messages.ts'

/** What became known of a request since its exchange was opened. */
interface Course {
  /** As Fastify made it. */
  fastify?: { readonly request: RequestLike; readonly reply: ReplyLike }
  /** A route took it. */
  isRouted?: boolean
  /** It is answered by 200 whatever fails. */
  isGraphql?: boolean
}

const NOT_FOUND = 404

/** Reports what fails in an app, once. Nothing here throws into it. */
export class NestReporter {
  readonly web: WebReporter
  readonly #courses = new WeakMap<Exchange, Course>()

  constructor(web: WebReporter) {
    this.web = web
  }

  /** Nest's hook at the end of an app. */
  onApplicationShutdown(): void {
    this.web.uninstall()
  }

  /** The exchange of a request of the server. */
  ofServer(request: RawRequest, response: NodeAnswerSource): Exchange {
    const known = this.web.find(request)
    if (known) return known
    const course: Course = {}
    const exchange = this.web.exchange(request, () => requestFacts(request, response, course))
    this.#courses.set(exchange, course)
    return exchange
  }

  /** The exchange of a request as Fastify made it; put there as `sentry` too. */
  ofFastify(request: RequestLike, reply: ReplyLike): Exchange {
    const exchange = this.ofServer(request.raw, reply.raw)
    const course = this.#courses.get(exchange)
    if (course && !course.fastify) {
      course.fastify = { request, reply }
      if (Reflect.get(request, 'sentry') === undefined) Reflect.set(request, 'sentry', exchange)
    }
    return exchange
  }

  /** The exchange of what a guard or interceptor is called for. */
  of(host: HostLike): Exchange {
    const exchange = this.#requestOf(host)
    const course = exchange && this.#courses.get(exchange)
    if (course) {
      course.isRouted = true
      course.isGraphql ||= host.getType() === 'graphql'
    }
    // the arguments are the one thing that guards and interceptors of a message are told alike
    return exchange ?? this.web.exchange(host.getArgs(), () => describeMessage(host))
  }

  #requestOf(host: HostLike): Exchange | undefined {
    if (host.getType() === 'graphql') return this.#current()
    const [request, response] = host.getArgs()
    if (isFastify(request)) return this.ofFastify(request, response as ReplyLike) // they come together
    return isRaw(request) ? this.ofServer(request, response as NodeAnswerSource) : undefined
  }

  #current(): Exchange | undefined {
    const { probe, client } = this.web
    return probe.exchangeOf(client)
  }

  /** Runs `fn` in its exchange, unless it is there already. */
  inside<R>(exchange: Exchange, fn: () => R): R {
    return this.#current() === exchange ? fn() : exchange.run(fn)
  }

  /** Reports what left a handler; `place` is what it is called where there is no path that tells. */
  report(exchange: Exchange, error: unknown, type: string, place?: string): void {
    const course = this.#courses.get(exchange)
    if (course && !course.isGraphql) exchange.report(error, 'auto.http.nestjs')
    else if (this.#isWanted(error))
      exchange.report(error, `auto.${type}.nestjs`, place === undefined ? {} : { culprit: place })
  }

  /** Reports what came to Nest's filters, wherever it is from. */
  sniff(error: unknown): void {
    const exchange = this.#current()
    if (exchange) {
      const course = this.#courses.get(exchange)
      // what no route took is told by the option `notFound`
      if (course?.isRouted === true || errorStatus(error) !== NOT_FOUND)
        this.report(exchange, error, course?.isGraphql === true ? 'graphql' : 'http')
    } else if (typeof error === 'object' && this.#isWanted(error)) this.#alone(error)
  }

  /** What is thrown outside of all requests. An interceptor may have reported it: an object is known again. */
  #alone(error: unknown): void {
    const { client, rules } = this.web
    if (isIgnored(error, rules.ignoreExceptions)) return
    client.captureException(error, { mechanism: { type: 'auto.nestjs', handled: false } })
  }

  /** As the error itself says, for there is no answer to ask. */
  #isWanted(error: unknown): boolean {
    return isWanted(error, errorStatus(error), this.web.rules)
  }
}

/** Facts of a request whose course is still open. */
function requestFacts(
  request: RawRequest,
  response: NodeAnswerSource,
  course: Course,
): ExchangeFacts {
  const plain = expressFacts(request, response)
  const now = (): ExchangeFacts =>
    course.fastify ? fastifyFacts(course.fastify.request, course.fastify.reply) : plain
  return {
    request: () => now().request(),
    user: (attrs) => now().user?.(attrs),
    route: () => now().route?.(),
    answer: {
      ...plain.answer,
      status: () => (course.isGraphql ? 200 : plain.answer.status()),
      setHeader: (name, value) => now().answer.setHeader?.(name, value),
    },
  }
}

function isRaw(value: unknown): value is RawRequest {
  return typeof value === 'object' && value !== null && 'headers' in value && 'method' in value
}

function isFastify(value: unknown): value is RequestLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    attempt(() => isRaw(Reflect.get(value, 'raw'))) === true
  )
}
