/** What AdonisJS tells of a request and its answer. */

import {
  describeUser,
  nodeFacts,
  type BreakableAnswer,
  type ExchangeFacts,
  type NodeFactsSource,
} from 'raven-ts/contrib/web'
import type { BodySink } from '../fastify/streams.ts'

/** The part of an `HttpContext` that is read. */
export interface ContextLike {
  readonly request: {
    readonly request: NodeFactsSource
    method(): string
    protocol(): string
    host(): string | null
    ip(): string
    body(): unknown
  }
  readonly response: {
    readonly response: BreakableAnswer & BodySink
    header(name: string, value: string): unknown
  }
  readonly route?: { readonly pattern: string } | undefined
}

/** Address, host and protocol by Adonis's own settings; the user is what its auth leaves on the context. */
export function factsOf(ctx: ContextLike): ExchangeFacts {
  const { request, response } = ctx
  const plain = nodeFacts(request.request, response.response, () => ({
    method: request.method(),
    protocol: request.protocol(),
    host: request.host() ?? undefined,
    address: request.ip(),
    body: request.body(),
  }))
  return {
    ...plain,
    user: (attrs) => describeUser(ctx, attrs),
    route: () => ctx.route?.pattern,
    answer: { ...plain.answer, setHeader: (name, value) => void response.header(name, value) },
  }
}
