/** What a client says of the events it did not send (protocol section 19). */

import type { EnvelopeItem } from './envelope.ts'

/** So many of a category were left out for one reason. */
export interface Discarded {
  readonly reason: string
  readonly category: string
  readonly quantity: number
}

/** The item that reports it; `now` is in milliseconds since 1970. */
export function clientReport(discarded: readonly Discarded[], now: number): EnvelopeItem {
  const report = { timestamp: now / 1000, discarded_events: discarded }
  return {
    headers: { type: 'client_report' },
    payload: new TextEncoder().encode(JSON.stringify(report)),
  }
}
