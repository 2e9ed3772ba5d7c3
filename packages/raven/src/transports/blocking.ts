/**
 * Sends from a thread and waits for the answer, so that everything has arrived when it returns.
 *
 * For places where nothing asynchronous runs any more. Where no thread can start, it cannot wait, and
 * sends from the event loop like any other.
 */

import { threadedTransport } from './threaded.ts'
import type { Transport, TransportSettings } from './transport.ts'

/** The transport that blocks until the server answered, at most `timeoutMs`. */
export function blockingTransport(settings: TransportSettings): Transport {
  const inner = threadedTransport(settings)
  return {
    concurrency: 1,
    send: (request, done) => {
      const seen = { answered: false }
      inner.send(request, (answer) => {
        seen.answered = true
        done(answer)
      })
      if (!seen.answered) inner.wait?.(settings.timeoutMs)
    },
    ...(inner.wait ? { wait: (ms: number) => inner.wait?.(ms) ?? false } : {}),
    close: () => inner.close(),
  }
}
