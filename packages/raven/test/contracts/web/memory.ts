/** Events of a client that somebody else made. */

import type { Client, Event, memoryTransport } from 'raven-ts'
import { decodeEnvelope, decodeJson, normalizeEvent } from 'raven-ts/protocol'

/** Flushes; all events that its transport was handed so far. */
export async function eventsOf(
  client: Client,
  { requests }: ReturnType<typeof memoryTransport>,
): Promise<readonly Event[]> {
  await client.flush()
  return requests.flatMap(({ body }) => {
    const item = decodeEnvelope(body).items.find(({ headers }) => headers.type === 'event')
    return item ? [normalizeEvent(decodeJson(item.payload))] : []
  })
}
