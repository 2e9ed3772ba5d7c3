/** Sends from the event loop, over `node:http`. For places where a thread is not wanted. */

import { MAX_SOCKETS } from './opener.ts'
import { createPoster } from './post.ts'
import type { Transport, TransportSettings } from './transport.ts'

/** The transport of the event loop. */
export function httpTransport(settings: TransportSettings): Transport {
  const poster = createPoster(settings)
  return {
    concurrency: MAX_SOCKETS,
    send: (request, done) => poster.post(request, done),
    close: () => poster.close(),
  }
}
