/**
 * hapi 21: the request on every event, and every error of a request reported.
 *
 * ```js
 * await server.register(ravenHapi({ client }).plugin) // before what it shall see
 * ```
 */

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
import { isCopy } from './hapi/copy.ts'
import { logTo } from './hapi/logging.ts'
import { failureOf, type Told } from './hapi/told.ts'

/** The part of a request that is read. */
interface RequestLike {
  readonly raw: { readonly req: NodeFactsSource; readonly res: BreakableAnswer }
  readonly info: { readonly remoteAddress?: string }
  readonly route: { readonly method: string; readonly path: string }
  readonly auth: {
    readonly isAuthenticated: boolean
    readonly credentials: { readonly user?: unknown } | null
    /** Whether this route asks who it is: `required`, `optional`, `try`; nothing where it does not. */
    readonly mode: unknown
  }
  readonly payload: unknown
  /** An answer, or the error it will be made of. */
  readonly response: unknown
  /** Whether somebody still waits for the answer. */
  active(): boolean
}

type RequestListener = (request: RequestLike, told: Told) => void
type Listener = RequestListener | ((told: Told) => void)

interface Toolkit {
  readonly continue: symbol
}

/** The part of a server that the plugin needs. */
interface ServerLike {
  readonly decorations: { readonly request: readonly (string | symbol)[] }
  readonly events: {
    on(criteria: { name: string; channels: string[] }, listener: Listener): unknown
    removeListener(name: string, listener: Listener): unknown
  }
  decorate(
    type: 'request',
    name: string | symbol,
    make: (request: RequestLike) => RequestSentry,
    options: { apply: true },
  ): unknown
  ext(event: 'onPreResponse', method: (request: RequestLike, h: Toolkit) => symbol): unknown
  expose(name: string, value: unknown): void
}

/** The options of every web integration, and one of its own. */
export type RavenHapiOptions = WebOptions & {
  /**
   * Where a request came from: hapi has no setting for proxies, and you know which header to trust.
   * Default: the connection's address.
   */
  readonly addressOf?: ((request: never) => string | undefined) | undefined
}

/** A plugin, as hapi takes it; `Options` are those given to `server.register`. */
export interface RavenHapiPlugin<Options = void> {
  readonly name: string
  readonly multiple: true
  readonly register: (server: object, options: Options) => void
}

/** What {@link ravenHapi} makes. */
export interface RavenHapi {
  /** The client events go through. */
  readonly client: Client
  /** To be registered before what it shall see; the server's `plugins['raven-ts']` is this object. */
  readonly plugin: RavenHapiPlugin
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** @ts-ignore where hapi is not installed there is nothing to add to */
declare module '@hapi/hapi' {
  interface Request {
    /** This request's way to report; see `ravenHapi`. */
    sentry?: RequestSentry
  }
}

const NAME = 'raven-ts'
const MECHANISM = 'auto.http.hapi'

/** The plugin for those who give options to `server.register`, or to a manifest; see {@link ravenHapi}. */
export const plugin: RavenHapiPlugin<RavenHapiOptions> = {
  name: NAME,
  multiple: true,
  register: (server, options) => ravenHapi(options).plugin.register(server),
}

/** Makes the plugin; see {@link WebOptions} for the options. */
export function ravenHapi(options: RavenHapiOptions = {}): RavenHapi {
  const { addressOf, ...rules } = options
  const web = new WebReporter(rules)
  const undo = [() => web.uninstall()]
  const known = new WeakSet()
  // the option is told the request that hapi gave us
  const addressBy = (request: RequestLike): string | undefined =>
    addressOf ? addressOf(request as never) : request.info.remoteAddress
  const exchangeOf = (request: RequestLike): Exchange =>
    web.exchange(request, () => factsOf(request, addressBy))
  const register = (given: object): void => {
    const server = given as ServerLike // who registers plugins is a server
    if (known.has(server.events)) return // each plugin has a server object of its own
    known.add(server.events)
    addHooks(server, exchangeOf)
    undo.push(listen(server, web, exchangeOf))
    server.expose('client', web.client)
  }
  return {
    client: web.client,
    plugin: { name: NAME, multiple: true, register },
    uninstall: () => undo.forEach((end) => end()),
  }
}

type ExchangeOf = (request: RequestLike) => Exchange

function addHooks(server: ServerLike, exchangeOf: ExchangeOf): void {
  // what somebody else put on the request stays there
  const isFree = !server.decorations.request.includes('sentry')
  server.decorate(
    'request',
    isFree ? 'sentry' : Symbol(NAME),
    (request) => {
      const exchange = exchangeOf(request)
      watchBroken(exchange, request.raw.res, MECHANISM)
      // before anything of the request runs, in a chain of calls that is its own
      exchange.enter()
      return exchange
    },
    { apply: true },
  )
  server.ext('onPreResponse', (request, h) => {
    const { response } = request
    if (response instanceof Error) report(exchangeOf(request), response)
    return h.continue
  })
}

/** Events tell what no extension sees: of answers that were given up, and of what fails in answering. */
function listen(server: ServerLike, web: WebReporter, exchangeOf: ExchangeOf): () => void {
  const { events } = server
  const { logging } = web.rules
  const onRequest = (request: RequestLike, told: Told): void => {
    const error = failureOf(told, request.active())
    if (error !== undefined) report(exchangeOf(request), error)
    if (told.channel === 'app') logTo(exchangeOf(request), told, logging)
  }
  const onLog = (told: Told): void => logTo(web.client, told, logging)
  const channels = ['error', 'internal', ...(logging === false ? [] : ['app'])]
  events.on({ name: 'request', channels }, onRequest)
  if (logging !== false) events.on({ name: 'log', channels: ['app'] }, onLog)
  return () => {
    events.removeListener('request', onRequest)
    events.removeListener('log', onLog)
  }
}

/** Once, even where what was captured by hand comes back as hapi's copy of it. */
function report(exchange: Exchange, error: unknown): void {
  const { captured } = exchange
  const data = attempt((): unknown => (error as { readonly data?: unknown }).data)
  exchange.report(
    isCopy(error, captured) ? captured : error,
    MECHANISM,
    // what Boom was given besides; a thing that was thrown and is no error is here
    data === undefined || data === null ? {} : { extra: { data } },
  )
}

function factsOf(
  request: RequestLike,
  addressBy: (request: RequestLike) => string | undefined,
): ExchangeFacts {
  const { req, res } = request.raw
  const plain = nodeFacts(req, res, () => ({
    body: isRead(request.payload) ? request.payload : undefined,
    address: addressBy(request),
  }))
  return {
    ...plain,
    user: (attrs) => userOf(request, attrs),
    // what no route matched has an internal one
    route: () => (request.route.method === '_special' ? undefined : request.route.path),
    answer: { ...plain.answer, expected: () => statusOf(request.response) },
  }
}

/** Who authenticated; a route that asks, and was not told, is anonymous. */
function userOf({ auth }: RequestLike, attrs: readonly string[]): ReturnType<typeof describeUser> {
  // credentials may be an application's and a user's at once
  if (auth.isAuthenticated) return describeUser({ user: auth.credentials?.user, auth }, attrs)
  return auth.mode ? describeUser({ isAuthenticated: () => false }, attrs) : undefined
}

/** A body that its route takes as a stream is left to it. */
function isRead(payload: unknown): boolean {
  return typeof payload !== 'object' || payload === null || !('pipe' in payload)
}

/** An error says what it will be answered with, once it is one of hapi's. */
function statusOf(response: unknown): number | undefined {
  const output: unknown = response instanceof Error ? Reflect.get(response, 'output') : undefined
  const status: unknown =
    typeof output === 'object' && output !== null ? Reflect.get(output, 'statusCode') : undefined
  return typeof status === 'number' ? status : undefined
}
