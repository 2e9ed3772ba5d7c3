/**
 * A breadcrumb for each outgoing HTTP request, through the runtime's own diagnostic channels: nothing
 * is patched.
 */

import type * as AsyncHooks from 'node:async_hooks'
import type * as Channels from 'node:diagnostics_channel'
import type { Client } from 'raven-ts'

/** A request as `node:http` and as `fetch` (undici) tell of it. */
interface Outgoing {
  readonly method?: string
  /** `node:http` */
  readonly protocol?: string
  readonly host?: string
  readonly path?: string
  /** undici */
  readonly origin?: string | URL
  getHeader?(name: string): unknown
}

interface Told {
  readonly request: Outgoing
  readonly response?: { readonly statusCode?: number }
  readonly error?: unknown
}

const BEGINS = ['http.client.request.start', 'undici:request:create']
const ENDS = [
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:headers',
  'undici:request:error',
]

/** Watches until its answer is called. Only what is asked for inside a chain of `isInside` counts. */
export function watchOutgoing(client: Client, isInside: () => boolean): () => void {
  const { process } = globalThis as { process?: Loader } // Node's, or none
  const channels = process?.getBuiltinModule?.('node:diagnostics_channel')
  const hooks = process?.getBuiltinModule?.('node:async_hooks')
  return channels && hooks ? subscribe({ client, isInside, channels, hooks }) : () => {}
}

/** The runtime's own modules, where it hands them out. */
interface Loader {
  getBuiltinModule?(name: 'node:diagnostics_channel'): typeof Channels
  getBuiltinModule?(name: 'node:async_hooks'): typeof AsyncHooks
}

interface Watch {
  readonly client: Client
  readonly isInside: () => boolean
  readonly channels: typeof Channels
  readonly hooks: typeof AsyncHooks
}

function subscribe({ client, isInside, channels, hooks }: Watch): () => void {
  /** The chain of calls that made the request: answers come in another one. */
  const chains = new WeakMap<Outgoing, AsyncHooks.AsyncResource>()
  const begin = (told: unknown): void =>
    quietly(
      () => void chains.set((told as Told).request, new hooks.AsyncResource('raven.outgoing')),
    )
  const end = (told: unknown): void =>
    quietly(() => {
      const { request, response } = told as Told
      const chain = chains.get(request)
      if (!chain || !chains.delete(request)) return
      const url = urlOf(request)
      if (isOurs(url, client)) return
      chain.runInAsyncScope(() => {
        if (isInside()) client.captureBreadcrumb(crumb(request, url, response?.statusCode))
      })
    })
  for (const name of BEGINS) channels.subscribe(name, begin)
  for (const name of ENDS) channels.subscribe(name, end)
  return () => {
    for (const name of BEGINS) channels.unsubscribe(name, begin)
    for (const name of ENDS) channels.unsubscribe(name, end)
  }
}

function crumb(
  { method = 'GET' }: Outgoing,
  url: string,
  status: number | undefined,
): Record<string, unknown> {
  const failed = status === undefined || status >= 400
  return {
    type: 'http',
    category: 'http',
    ...(failed ? { level: status === undefined || status >= 500 ? 'error' : 'warning' } : {}),
    data: { method, url, ...(status === undefined ? {} : { status_code: status }) },
  }
}

/** Without query, which is where secrets are. */
function urlOf(request: Outgoing): string {
  const path = (request.path ?? '/').split(/[?#]/, 1)[0]
  if (request.origin !== undefined) return `${String(request.origin)}${path}`
  const header = request.getHeader?.('host')
  const host = typeof header === 'string' ? header : (request.host ?? '')
  return `${request.protocol ?? 'http:'}//${host}${path}`
}

/** Reports themselves leave no trail. */
function isOurs(url: string, client: Client): boolean {
  const { baseUrl } = client.remote
  return baseUrl !== undefined && baseUrl !== '' && url.startsWith(baseUrl)
}

/** What a subscriber throws would end the program. */
function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // a request of an unknown shape leaves no breadcrumb
  }
}
