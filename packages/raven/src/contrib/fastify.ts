/**
 * Fastify 5: the request on every event, and every error that reaches Fastify reported.
 *
 * ```js
 * app.register(ravenFastify({ client }).plugin) // before what it shall see
 * ```
 */

import { AsyncResource } from 'node:async_hooks'
import type { Client } from 'raven-ts'
import {
  describeUser,
  nodeFacts,
  WebReporter,
  type Exchange,
  type ExchangeFacts,
  type NodeAnswerSource,
  type NodeFactsSource,
  type RequestSentry,
  type RequestSource,
  type WebOptions,
} from 'raven-ts/contrib/web'
import { isAgain } from './fastify/again.ts'
import { watchHandlers } from './fastify/handlers.ts'
import { watchLogger } from './fastify/logger.ts'
import { watchBody, type BodySink } from './fastify/streams.ts'

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
  const plugin = (app: AppLike, _: unknown, done: Done): void => {
    addHooks(app, web)
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

function addHooks(app: AppLike, web: WebReporter): void {
  /** The chains of requests with a body: their parsers read it in the chain of the connection. */
  const chains = new WeakMap<RequestLike, AsyncResource>()
  const exchangeOf = (request: RequestLike, reply: ReplyLike): Exchange =>
    web.exchange(request, () => factsOf(request, reply))
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
    if (!isAgain(exchange.lastReported, error)) exchange.report(error, MECHANISM)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const report = (error: unknown): void =>
      void exchangeOf(request, reply).report(error, MECHANISM)
    done(null, watchBody(payload, reply.raw, report))
  })
}

function factsOf(request: RequestLike, reply: ReplyLike): ExchangeFacts {
  const plain = nodeFacts(request.raw, reply.raw, () => known(request))
  return {
    ...plain,
    user: (attrs) => describeUser(request, attrs),
    route: () => request.routeOptions?.url,
    answer: {
      ...plain.answer,
      setHeader: (name, value) => void reply.header(name, value),
    },
  }
}

/** What Fastify knows better than `node:http`, by its own settings: `trustProxy` above all. */
function known({ originalUrl, protocol, host, ip, body, cookies }: RequestLike): RequestSource {
  return { url: originalUrl, protocol, host, address: ip, body, cookies }
}

function hasBody({ raw: { headers } }: RequestLike): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}
