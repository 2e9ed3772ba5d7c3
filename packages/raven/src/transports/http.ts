/** Sends from the event loop, over `node:http`. For places where a thread is not wanted. */

import { createPoster, MAX_SOCKETS } from './post.ts'
import type { Transport, TransportSettings } from './transport.ts'

/** The transport of the event loop. */
export function httpTransport(settings: TransportSettings): Transport {
  const poster = createPoster(settings)
  return {
    concurrency: MAX_SOCKETS,
    send: (request, done) => {
      try {
        poster.post(request, done)
      } catch (error) {
        done({ ok: false, error: error instanceof Error ? error.message : String(error) })
      }
    },
    close: () => poster.close(),
  }
}
