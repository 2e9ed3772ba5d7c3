/**
 * Next 16: every error that Next's servers tell their instrumentation, with its request and its route.
 *
 * ```ts
 * // instrumentation.ts
 * export const { register, onRequestError } = ravenNext({ dsn: process.env.SENTRY_DSN })
 * ```
 */

import type { Client } from 'raven-ts'
import { describeRequest, WebReporter, type WebOptions } from 'raven-ts/contrib/web'
import { rememberId, shared } from './next/shared.ts'
import type { ErrorContextLike, OnRequestError, RequestLike } from './next/told.ts'

export type { ErrorContextLike, OnRequestError, RequestLike }

/** What {@link ravenNext} makes: the exports of `instrumentation.ts`, and the client. */
export interface RavenNext {
  /** The client events go through. */
  readonly client: Client
  /** Called by Next when a server begins: from then on what nobody catches is reported as well. */
  readonly register: () => void
  /** Called by Next for each error of a request. Where the server may end with its answer, waits until it left. */
  readonly onRequestError: OnRequestError
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

const MECHANISM = 'auto.http.next'
/** How long a server that ends with its answer is kept for the event, in milliseconds. */
const PATIENCE_MS = 2000
/** Nobody tells which answer left, so the error is taken for what it is: Next answers it by 500. */
const ANSWER = {
  status: () => undefined,
  whenDone: (done: () => void) => done(),
}

/** Makes it; see {@link WebOptions} for the options. Next has no hook around a request, so some mean nothing here. */
export function ravenNext(options: WebOptions = {}): RavenNext {
  const web = new WebReporter({ breadcrumbs: false, ...options })
  const { client } = web
  const onRequestError: OnRequestError = (error, request, context) => {
    const exchange = web.exchange({}, () => ({
      request: () => describe(request),
      route: () => patternOf(context),
      answer: ANSWER,
    }))
    const digest = digestOf(error)
    const id = exchange.report(error, MECHANISM, {
      ...(digest === undefined ? {} : { tags: { digest } }),
      extra: { next: { ...context } },
    })
    if (id === undefined) return undefined
    if (digest !== undefined) rememberId(digest, id)
    return endsWithAnswer() ? gone(client) : undefined
  }
  return {
    client,
    register: () => {
      shared().tell = onRequestError
      client.install()
    },
    onRequestError,
    uninstall: () => {
      if (shared().tell === onRequestError) delete shared().tell
      web.uninstall()
    },
  }
}

/**
 * A route handler that tells the id of an event: `export { eventIds as GET } from 'raven-ts/contrib/next'`.
 * Asked with the digest as its query, `?digest=…`, it answers `{ id }`, null where it knows none.
 */
export function eventIds(request: Request): Response {
  const digest = new URL(request.url).searchParams.get('digest') ?? ''
  const id = shared().ids.get(digest) ?? null
  return Response.json({ id }, { headers: { 'cache-control': 'no-store' } })
}

/**
 * The same proxy, watched: on Node, Next tells its instrumentation of every error but those of the proxy.
 * What it throws goes on as it is.
 */
export function wrapProxy<Asked extends Request, Rest extends unknown[], Answer>(
  proxy: (request: Asked, ...rest: Rest) => Answer | Promise<Answer>,
): (request: Asked, ...rest: Rest) => Promise<Answer> {
  return async (request, ...rest) => {
    try {
      return await proxy(request, ...rest)
    } catch (error) {
      const { pathname, search } = new URL(request.url)
      const { method, headers } = request
      const asked = { path: pathname + search, method, headers: Object.fromEntries(headers) }
      await shared().tell?.(error, asked, PROXY)
      throw error
    }
  }
}

/** As Next tells of the proxy where it does. */
const PROXY: ErrorContextLike = {
  routerKind: 'Pages Router',
  routePath: '/proxy',
  routeType: 'proxy',
}

function describe({ path, method, headers }: RequestLike): Record<string, unknown> {
  const forwarded = headers['x-forwarded-proto']
  const protocol = forwarded === 'https' ? 'https' : 'http'
  return describeRequest({ method, url: path, headers, protocol })
}

/** Next says `/orders/[id]/page` for what people know as `/orders/[id]`. */
function patternOf({ routePath }: ErrorContextLike): string {
  return routePath.replace(/\/(?:page|route)$/, '') || '/'
}

/** What Next shows of an error to its users, who cannot be told the error itself. */
function digestOf(error: unknown): string | undefined {
  const digest: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'digest') : undefined
  return typeof digest === 'string' ? digest : undefined
}

async function gone(client: Client): Promise<void> {
  await client.flush(PATIENCE_MS)
}

/** The edge runtime says so. */
function endsWithAnswer(): boolean {
  return 'EdgeRuntime' in globalThis
}
