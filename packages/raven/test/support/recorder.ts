/** A client that sends nothing, and the events as they would have left. */

import { Client } from '../../src/node.ts'
import type { ClientOptions } from '../../src/options.ts'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import type { Event } from '../../src/protocol/event.ts'
import { memoryTransport } from '../../src/transports/memory.ts'

/** A client and what it did. */
export interface Recorder {
  readonly client: Client
  /** What it said, one line each. */
  readonly said: readonly string[]
  /** Flushes, and answers all events so far, oldest first. */
  readonly events: () => Promise<readonly Event[]>
}

/** Makes a client that keeps nothing on disk, starts no thread, and sends however much it is given. */
export function recorder(options: ClientOptions = {}): Recorder {
  const transport = memoryTransport()
  const said: string[] = []
  const client = new Client({
    dsn: 'http://public@localhost/1',
    name: 'test',
    flood: false,
    diagnostics: (line) => void said.push(line),
    ...options,
    transport: () => transport,
    spool: false,
  })
  const events = async () => {
    await client.flush()
    return transport.requests.flatMap(({ body }) => eventOf(body) ?? [])
  }
  return { client, said, events }
}

function eventOf(body: Uint8Array): Event | undefined {
  const item = decodeEnvelope(body).items.find(({ headers }) => headers.type === 'event')
  return item && JSON.parse(new TextDecoder().decode(item.payload))
}
