/** Errors of handlers that had answered already: Fastify logs them, and tells of them by a diagnostic channel only. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Exchange } from 'raven-ts/contrib/web'

interface Told {
  readonly request: object
  readonly reply: { readonly sent: boolean }
  readonly error?: unknown
}

const CHANNEL = 'tracing:fastify.request.handler:error'

/** Watches until its answer is called; `find` knows the exchanges of one installation. */
export function watchHandlers(
  find: (request: object) => Exchange | undefined,
  mechanism: string,
): () => void {
  const onError = (message: unknown): void => {
    const { request, reply, error } = message as Told // as Fastify's documentation says
    // what can still be answered comes to the hook for errors
    if (reply.sent) find(request)?.report(error, mechanism)
  }
  subscribe(CHANNEL, onError)
  return () => void unsubscribe(CHANNEL, onError)
}
