/**
 * Answers that carry a page, with the headers every page has.
 *
 * A page loads nothing from elsewhere, runs no script but the one file, and is framed by nobody. So
 * even markup that should ever slip through could neither run nor call home.
 */

import type { StaticFile } from './static-files.ts'
import { visible } from './visible.ts'

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const SECURITY = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const FOREVER = 'public, max-age=31536000, immutable'

/** Anything `hono/jsx` renders. */
export interface Renderable {
  toString(): string | Promise<string>
}

/** A whole page. */
export async function htmlResponse(element: Renderable, status = 200): Promise<Response> {
  const html = await element.toString()
  return new Response(`<!doctype html>${visible(html)}`, {
    status,
    headers: {
      ...SECURITY,
      'content-type': 'text/html; charset=utf-8',
      // Pages change with every event and hold private data: keep them, but always ask again.
      'cache-control': 'private, no-cache',
    },
  })
}

/** A static file; `hash` is what the address asked for. */
export function fileResponse(file: StaticFile, hash: string): Response {
  return new Response(file.body, {
    headers: {
      ...SECURITY,
      'content-type': file.type,
      'cache-control': hash === file.hash ? FOREVER : 'no-cache',
    },
  })
}

/** Sends the browser to another of our pages. */
export function redirectResponse(path: string): Response {
  return new Response(null, { status: 303, headers: { ...SECURITY, location: path } })
}

/** A stream of server-sent events. */
export function eventStreamResponse(body: ReadableStream<Uint8Array>): Response {
  return new Response(body, {
    headers: {
      ...SECURITY,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Ends with the stream, or a server that closes would wait for it to be used again.
      connection: 'close',
    },
  })
}

/** A short plain answer, for what no page is made of. */
export function textResponse(text: string, status: number): Response {
  const headers = { ...SECURITY, 'content-type': 'text/plain; charset=utf-8' }
  return new Response(text, { status, headers })
}
