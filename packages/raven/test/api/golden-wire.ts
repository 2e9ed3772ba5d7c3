/** What one capture puts on the wire, with everything replaced that differs between machines and runs. */

import { inflateSync } from 'node:zlib'
import { Client } from '../../src/node.ts'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import type { Json, JsonObject } from '../../src/protocol/event.ts'
import { isJsonList, isJsonObject } from '../../src/protocol/json.ts'
import { decodeStoreBody } from '../../src/protocol/store-body.ts'
import { memoryTransport } from '../../src/transports/memory.ts'
import { VERSION } from '../../src/version.ts'
import type { GoldenCase } from './golden-cases.ts'

/** Both forms of the wire. */
export type ProtocolName = 'envelope' | 'store'

/** One request, read back from its real body. */
export interface Wired {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Headers of the envelope and of the event's item. */
  readonly envelope?: readonly object[]
  readonly event: JsonObject
}

/** Captures, and answers the request that would have left. */
export async function wireOf({ options, act }: GoldenCase, protocol: ProtocolName): Promise<Wired> {
  const transport = memoryTransport()
  const client = new Client({
    dsn: 'https://public:secret@sentry.example.com/prefix/42',
    name: 'web-1',
    spool: false,
    ...options,
    protocol,
    transport: () => transport,
  })
  act(client)
  await client.close()
  const [request, ...others] = transport.requests
  if (!request || others.length > 0) throw new Error(`${transport.requests.length} requests left`)
  const { url, headers, body } = request
  if (protocol === 'store') return { url, headers, event: decodeStoreBody(body, inflate) }
  const { headers: envelope, items } = decodeEnvelope(body)
  const [item] = items
  if (!item || items.length > 1) throw new Error(`${items.length} items left`)
  const event: JsonObject = JSON.parse(new TextDecoder().decode(item.payload))
  return { url, headers, envelope: [envelope, item.headers], event }
}

function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return inflateSync(bytes, { maxOutputLength: maxBytes })
}

/** Values by name that no two machines share. */
const VOLATILE = new Map<string, string>([
  ['event_id', '<id>'],
  ['sent_at', '<time>'],
  ['length', '<length>'],
  ['abs_path', '<path>'],
  ['lineno', '<line>'],
  ['colno', '<column>'],
  ['pre_context', '<source>'],
  ['context_line', '<source>'],
  ['post_context', '<source>'],
  ['runtime', '<runtime>'],
  ['os', '<os>'],
  ['app', '<app>'],
  ['device', '<device>'],
  ['node', '<version>'],
])

/** The same with marks in the place of what is volatile. */
export function steady(value: unknown): Json {
  return steadyJson(JSON.parse(JSON.stringify(value)))
}

function steadyJson(value: Json, key = ''): Json {
  const mark = VOLATILE.get(key)
  if (mark !== undefined) return mark
  if (key === 'frames' && isJsonList(value))
    return value.filter(isOurs).map((frame) => steadyJson(frame))
  if (isJsonList(value)) return value.map((item) => steadyJson(item))
  if (isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, steadyJson(one, name)]),
    )
  return typeof value === 'string' ? steadyText(value) : value
}

/** Frames below those are the runner's own affair. */
const OURS = /test\/api\/golden-(cart|cases)\.ts$/

function isOurs(frame: Json): boolean {
  return isJsonObject(frame) && typeof frame.filename === 'string' && OURS.test(frame.filename)
}

function steadyText(text: string): string {
  return text
    .replaceAll(VERSION, '<version>')
    .replace(/sentry_timestamp=\d+(\.\d+)?/, 'sentry_timestamp=<time>')
}
