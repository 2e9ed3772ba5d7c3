/**
 * A way for browsers to report through your own server: to the client's server and project, and to no other.
 *
 * ```js
 * const report = tunnel({ client })
 * app.all('/report', report.node)                          // node:http, Express, Connect
 * app.all('/report', (c) => report.fetch(c.req.raw))       // Hono, and whatever answers a Request
 * ```
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { TunnelDoor, type TunnelAnswer, type TunnelRequest } from './tunnel/door.ts'
import type { TunnelOptions } from './tunnel/options.ts'

export type { TunnelOptions } from './tunnel/options.ts'

/** What {@link tunnel} makes. */
export interface Tunnel {
  /** For `node:http` and what is built on it. Never rejects. */
  readonly node: (
    request: IncomingMessage & { readonly body?: unknown },
    response: ServerResponse,
  ) => Promise<void>
  /** For what answers a `Request`. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>
}

/** Opens a tunnel; see {@link TunnelOptions}. */
export function tunnel(options: TunnelOptions): Tunnel {
  const door = new TunnelDoor(options)
  return {
    node: async (request, response) => {
      const answer = await door.answer(ofNode(request))
      if (response.headersSent || response.destroyed) return
      // what is not read of a body would stand before the next request
      const rest = request.complete ? {} : { connection: 'close' }
      response.writeHead(answer.status, { ...answer.headers, ...rest }).end(answer.body)
      request.resume()
    },
    fetch: async (request) => responseOf(await door.answer(ofFetch(request))),
  }
}

function responseOf({ status, headers, body }: TunnelAnswer): Response {
  return new Response(body, { status, headers })
}

/** A parser of bodies may have been there before us. */
function ofNode(request: IncomingMessage & { readonly body?: unknown }): TunnelRequest {
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    header: (name) => [request.headers[name]].flat().join(', ') || undefined,
    isUnpacked: request.body !== undefined,
    body: () => (request.body === undefined ? chunksOf(request) : parsed(request.body)),
  }
}

/** Leaving early must not end the connection before the answer is read. */
async function* chunksOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  for await (const chunk of request.iterator({ destroyOnReturn: false }))
    if (chunk instanceof Uint8Array) yield chunk
}

async function* parsed(body: unknown): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) yield body
  else yield new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}

function ofFetch(request: Request): TunnelRequest {
  return {
    method: request.method,
    url: request.url,
    header: (name) => request.headers.get(name) ?? undefined,
    isUnpacked: false,
    body: () => streamed(request.body),
  }
}

async function* streamed(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  if (!reader) return
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    reader.cancel().catch(() => {}) // whoever sends on is told so by the answer
  }
}
