/** Keeps requests instead of sending them, and answers as told. For tests. */

import type { Answer, Transport, TransportRequest } from './transport.ts'

/** A transport that sends nothing. */
export interface MemoryTransport extends Transport {
  /** Everything it was given, oldest first. */
  readonly requests: readonly TransportRequest[]
}

/** `respond` decides each answer; by default the server accepts everything at once. */
export function memoryTransport(
  respond: (request: TransportRequest) => Answer = () => ({ ok: true, status: 200, headers: {} }),
): MemoryTransport {
  const requests: TransportRequest[] = []
  return {
    requests,
    concurrency: 4,
    send: (request, done) => {
      requests.push(request)
      done(respond(request))
    },
    close: () => {},
  }
}
