/** The usual transport, and what it was answered last. */

import { httpTransport, type Answer, type TransportFactory } from 'raven-ts/node'

/** `seen.answer` is set with each answer. */
export function watchedTransport(seen: { answer?: Answer }): TransportFactory {
  return (settings) => {
    const inner = httpTransport(settings)
    return {
      concurrency: inner.concurrency,
      close: () => inner.close(),
      send: (request, done) =>
        inner.send(request, (answer) => {
          seen.answer = answer
          done(answer)
        }),
    }
  }
}
