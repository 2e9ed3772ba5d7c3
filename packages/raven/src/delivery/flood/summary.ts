/**
 * A finished event that stands for many: its numbers are written into it last.
 *
 * Hooks and masking see a summary once, when it begins; how many it stands for is known only at its
 * end. So its bytes have a field of fixed width, which JSON allows to be filled up with blanks.
 */

import { decodeEnvelope } from '../../protocol/decode-envelope.ts'
import { encodeItems } from '../../protocol/encode-envelope.ts'
import { joinBytes } from '../../protocol/join-bytes.ts'
import { decodeJson, isJsonObject } from '../../protocol/json.ts'

/** What a summary says in `contexts.raven`. */
export interface Numbers {
  readonly occurrences: number
  /** Milliseconds since 1970, as all times here; on the wire they are seconds. */
  readonly firstSeen: number
  readonly lastSeen: number
}

/** A finished event with a field for numbers. */
export interface Summary {
  /** 32 lower-case hex digits. */
  readonly id: string
  /** The items of its envelope. */
  readonly payload: Uint8Array
  /** Where in the payload the field is. */
  readonly fieldAt: number
}

/** Bytes of the field: three names, a count of 16 digits, two times. */
const WIDTH = 96

/** Makes room for numbers in a finished event. Throws for bytes that hold no event. */
export function summaryOf(id: string, items: Uint8Array): Summary {
  const field = `raven@${id}@`.padEnd(WIDTH - '"":0'.length, '@')
  const envelope = decodeEnvelope(joinBytes([HEADERS, items]))
  const payload = encodeItems(
    envelope.items.map((item) =>
      item.headers.type === 'event' ? { ...item, payload: withField(item.payload, field) } : item,
    ),
  )
  const fieldAt = indexOf(payload, ENCODER.encode(`"${field}":0`))
  if (fieldAt === -1) throw new Error('there is no event to make a summary of')
  return { id, payload, fieldAt }
}

/** A copy of the payload that says these numbers. */
export function payloadWith(
  { payload, fieldAt }: Omit<Summary, 'id'>,
  numbers: Numbers,
): Uint8Array {
  const { occurrences, firstSeen, lastSeen } = numbers
  const text =
    `"occurrences":${occurrences},"first_seen":${seconds(firstSeen)},` +
    `"last_seen":${seconds(lastSeen)}`
  const filled = payload.slice()
  filled.set(ENCODER.encode(text.padEnd(WIDTH)), fieldAt)
  return filled
}

const ENCODER = new TextEncoder()
const HEADERS = ENCODER.encode('{}\n')

function withField(json: Uint8Array, field: string): Uint8Array {
  const event = decodeJson(json)
  if (!isJsonObject(event)) return json
  const contexts = isJsonObject(event.contexts) ? event.contexts : {}
  const raven = isJsonObject(contexts.raven) ? contexts.raven : {}
  const { occurrences: _, first_seen: __, last_seen: ___, ...said } = raven
  return ENCODER.encode(
    JSON.stringify({ ...event, contexts: { ...contexts, raven: { ...said, [field]: 0 } } }),
  )
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

/** Where the needle begins; its first byte is a quotation mark. */
function indexOf(bytes: Uint8Array, needle: Uint8Array): number {
  for (let at = bytes.indexOf(QUOTE); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    let same = 1
    while (same < needle.byteLength && bytes[at + same] === needle[same]) same++
    if (same === needle.byteLength) return at
  }
  return -1
}

const QUOTE = 0x22
