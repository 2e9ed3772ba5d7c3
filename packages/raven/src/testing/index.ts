/** Events in tests: a client that sends nothing and remembers everything. */

import { Client, memoryTransport, type ClientOptions, type Event } from 'raven-ts'
import { decodeEnvelope, normalizeEvent, decodeJson } from 'raven-ts/protocol'

/** A client and what it would have sent. */
export interface Recorder {
  readonly client: Client
  /** Every event finished so far, oldest first. */
  events(): Promise<readonly Event[]>
}

const TEST_DSN = 'http://public@localhost/1'

/**
 * Makes a client whose events stay here. Nothing is written to disk and no thread is started; `flood` is
 * off unless given.
 */
export function record({
  dsn = TEST_DSN,
  ...options
}: Omit<ClientOptions, 'transport' | 'spool'> = {}): Recorder {
  const transport = memoryTransport()
  const client = new Client({
    flood: false,
    ...options,
    dsn,
    transport: () => transport,
    spool: false,
  })
  return {
    client,
    events: async () => {
      await client.flush()
      return transport.requests.flatMap(({ body }) => eventOf(body) ?? [])
    },
  }
}

/** Undefined for a report of losses. */
function eventOf(body: Uint8Array): Event | undefined {
  const item = decodeEnvelope(body).items.find(({ headers }) => headers.type === 'event')
  return item && normalizeEvent(decodeJson(item.payload))
}
