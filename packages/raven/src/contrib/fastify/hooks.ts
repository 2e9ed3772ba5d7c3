/** The hooks of an app: a context for each request, and every error that reaches Fastify. */

import { AsyncResource } from 'node:async_hooks'
import {
  describeUser,
  nodeFacts,
  type Exchange,
  type ExchangeFacts,
  type NodeAnswerSource,
  type NodeFactsSource,
  type RequestSource,
} from 'raven-ts/contrib/web'
import { isAgain } from './again.ts'
import { watchBody, type BodySink } from './streams.ts'

/** The part of a request that is read. */
export interface RequestLike {
  readonly raw: NodeFactsSource
  readonly originalUrl?: string
  readonly protocol?: string
  readonly host?: string
  readonly ip?: string
  readonly body?: unknown
  readonly cookies?: unknown
  readonly routeOptions?: { readonly url?: string | undefined }
}

/** The part of a reply that is read. */
export interface ReplyLike {
  readonly raw: NodeAnswerSource & BodySink
  readonly sent: boolean
  header(name: string, value: string): unknown
}

type Done = () => void
type Hook = (request: RequestLike, reply: ReplyLike, done: Done) => void
type PayloadDone = (error: null, payload: unknown) => void

/** The part of an app that the plugin needs. */
export interface AppLike {
  readonly log: object
  hasRequestDecorator(name: string): boolean
  decorateRequest(name: string, value: undefined): unknown
  addHook(name: 'onRequest' | 'preValidation', hook: Hook): unknown
  addHook(
    name: 'onError',
    hook: (request: RequestLike, reply: ReplyLike, error: Error, done: Done) => void,
  ): unknown
  addHook(
    name: 'onSend',
    hook: (request: RequestLike, reply: ReplyLike, payload: unknown, done: PayloadDone) => void,
  ): unknown
}

/** Whose hooks they are. */
export interface HookParts {
  /** Finds or opens the exchange of a request. */
  readonly exchangeOf: (request: RequestLike, reply: ReplyLike) => Exchange
  /** As events name it. */
  readonly mechanism: string
}

/** Adds the hooks that run each request in its exchange, and report what fails. */
export function addHooks(app: AppLike, { exchangeOf, mechanism }: HookParts): void {
  /** The chains of requests with a body: their parsers read it in the chain of the connection. */
  const chains = new WeakMap<RequestLike, AsyncResource>()
  if (!app.hasRequestDecorator('sentry')) app.decorateRequest('sentry', undefined)
  app.addHook('onRequest', (request, reply, done) => {
    exchangeOf(request, reply).run(() => {
      if (hasBody(request)) chains.set(request, new AsyncResource('raven.request'))
      done()
    })
  })
  app.addHook('preValidation', (request, _, done) => {
    const chain = chains.get(request)
    if (chain) chain.runInAsyncScope(done)
    else done()
  })
  app.addHook('onError', (request, reply, error, done) => {
    const exchange = exchangeOf(request, reply)
    if (!isAgain(exchange.lastReported, error)) exchange.report(error, mechanism)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const report = (error: unknown): void =>
      void exchangeOf(request, reply).report(error, mechanism)
    done(null, watchBody(payload, reply.raw, report))
  })
}

/** What Fastify tells of a request and its reply. */
export function factsOf(request: RequestLike, reply: ReplyLike): ExchangeFacts {
  // filled in, not spread: what is spread and then replaced costs sixteen times as much
  const facts = nodeFacts(request.raw, reply.raw, () => known(request))
  facts.user = (attrs) => describeUser(request, attrs)
  facts.route = () => request.routeOptions?.url
  facts.answer.setHeader = (name, value) => void reply.header(name, value)
  return facts
}

/** What Fastify knows better than `node:http`, by its own settings: `trustProxy` above all. */
function known({ originalUrl, protocol, host, ip, body, cookies }: RequestLike): RequestSource {
  return { url: originalUrl, protocol, host, address: ip, body, cookies }
}

function hasBody({ raw: { headers } }: RequestLike): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}
