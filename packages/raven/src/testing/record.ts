/** Makes recorders: with a client of their own, or on one that the program made. */

import { Client, memoryTransport, type ClientOptions, type Event } from 'raven-ts'
import { isJsonObject, normalizeEvent, ProtocolError, type JsonObject } from 'raven-ts/protocol'
import { createRecorder, type Recorder } from './recorder.ts'

export type RecordOptions = {
  /** A file of HTML that failures are added to. Default: that of `RAVEN_TEST_REPORT`, or none. */
  readonly report?: string
} & (
  | { readonly client: Client }
  | (Omit<ClientOptions, 'transport' | 'spool'> & { readonly client?: never })
)

const TEST_DSN = 'http://public@localhost/1'

/** Names the recorder in whose `run` an event was captured. */
const MARK = 'raven_recorder'

/** Keeps what a client would send: the program's `client`, or a new one with the options given, `flood` off. */
export function record({ report, ...options }: RecordOptions = {}): Recorder {
  const kept: Event[] = []
  const id = crypto.randomUUID()
  const take = (body: Uint8Array): void => {
    const event = decoded(client, body)
    const owner = event?.[MARK]
    if (event && (owner === undefined || owner === id)) kept.push(normalizeEvent(event))
  }
  const { client, undo } = options.client ? listenTo(options.client, take) : make(options, take)
  return createRecorder({ client, kept, mark: { [MARK]: id }, report, undo })
}

function listenTo(client: Client, take: (body: Uint8Array) => void) {
  const undo = client.divert(take)
  if (client.isEnabled()) return { client, undo }
  throw new Error('a client that was closed records nothing')
}

function make(options: ClientOptions, take: (body: Uint8Array) => void) {
  const transport = memoryTransport(({ body }) => {
    take(body)
    return { ok: true, status: 200, headers: {} }
  })
  const { dsn = TEST_DSN } = options
  const fixed = { dsn, spool: false, transport: () => transport }
  const client = new Client({ flood: false, ...options, ...fixed })
  return { client, undo: () => client.close() }
}

/** Undefined for a report of losses. */
function decoded(client: Client, body: Uint8Array): JsonObject | undefined {
  try {
    const event = client.decode(body)
    return isJsonObject(event) ? event : undefined
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
