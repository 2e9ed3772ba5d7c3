/**
 * Sends nothing: events are kept in the spool until a person decides.
 *
 * For programs that ask before they report. What is kept is sent by the next client of the same DSN
 * with another transport, or by the command `raven-ts spool`.
 */

import type { Transport } from './transport.ts'

/** The transport that keeps everything here. */
export function spoolOnlyTransport(): Transport {
  return {
    concurrency: 0,
    send: (_request, done) =>
      done({ ok: false, error: 'the transport "spool-only" sends nothing' }),
    close: () => {},
  }
}
