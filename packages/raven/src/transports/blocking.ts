/**
 * Sends from a thread and waits for the answer, so that everything has arrived when it returns.
 *
 * For places where nothing asynchronous runs any more. Where no thread can start, it cannot wait, and
 * sends from the event loop like any other.
 */

import { threadedTransport } from './threaded.ts'
import type { Transport, TransportSettings } from './transport.ts'

/** The thread gives up at `timeoutMs` itself, and says why; so long its word may take to get here. */
const GRACE_MS = 250

/** The transport that blocks until the server answered, at most `timeoutMs`. */
export function blockingTransport(settings: TransportSettings): Transport {
  const inner = threadedTransport(settings)
  return {
    concurrency: 1,
    blocks: true,
    send: (request, done) => {
      const seen = { answered: false }
      inner.send(request, (answer) => {
        seen.answered = true
        done(answer)
      })
      const deadline = performance.now() + settings.timeoutMs + GRACE_MS
      // an answer may be another request's
      while (!seen.answered && inner.wait?.(deadline - performance.now()));
    },
    get wait() {
      return inner.wait
    },
    close: () => inner.close(),
  }
}
