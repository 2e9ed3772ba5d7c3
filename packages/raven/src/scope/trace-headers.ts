/** What the headers of a request say of the trace it belongs to. */

import type { Json } from '../protocol/event.ts'
import { isJsonList, isJsonObject } from '../protocol/json.ts'

/** Ids as a header has them: they may be anything. */
interface NamedTrace {
  readonly traceId: string | undefined
  readonly spanId?: string | undefined
}

/** What the headers of traces may be long; W3C Baggage asks for 8192 bytes in all. */
const MAX_HEADER = 8_192
const MAX_MEMBERS = 180
const BAGGAGE_TRACE = 'sentry-trace_id='
/** A version of the W3C's Trace Context, but for `ff`, which is none. */
const VERSION = /^(?!ff)[0-9a-f]{2}$/

/**
 * What `sentry-trace`, `traceparent` and `baggage` name, in this order. Headers are an object, or a
 * list of pairs; names count in any case.
 */
export function traceHeaders(headers: Json | undefined): readonly NamedTrace[] {
  const found = headerTexts(headers)
  const [traceId, spanId] = (found.get('sentry-trace') ?? '').split('-')
  return [
    { traceId, spanId },
    traceParent(found.get('traceparent') ?? ''),
    { traceId: baggageTrace(found.get('baggage') ?? '') },
  ]
}

/** `00-<trace>-<span>-<flags>`; later versions may add to it (W3C Trace Context, 3.2). */
function traceParent(header: string): NamedTrace {
  const [version = '', traceId, spanId, flags, ...more] = header.split('-')
  const isKnown = VERSION.test(version) && flags?.length === 2
  const isWhole = isKnown && (version !== '00' || more.length === 0)
  return isWhole ? { traceId, spanId } : { traceId: undefined }
}

/** The member `sentry-trace_id` of a list; what comes after a `;` are its properties. */
function baggageTrace(header: string): string | undefined {
  const members = header.split(',', MAX_MEMBERS).map((member) => member.trim())
  const member = members.find((one) => one.startsWith(BAGGAGE_TRACE))
  return member?.slice(BAGGAGE_TRACE.length).split(';', 1)[0]?.trim()
}

function headerTexts(headers: Json | undefined): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const [name, value] of pairsOf(headers)) {
    const text: unknown = isJsonList(value) ? value[0] : value
    if (typeof text === 'string' && text.length <= MAX_HEADER)
      texts.set(name.toLowerCase(), text.trim())
  }
  return texts
}

function pairsOf(headers: Json | undefined): readonly (readonly [string, Json | undefined])[] {
  if (isJsonObject(headers)) return Object.entries(headers)
  if (!isJsonList(headers)) return []
  return headers.flatMap((pair): [string, Json | undefined][] => {
    const [name, value] = isJsonList(pair) ? pair : []
    return typeof name === 'string' ? [[name, value]] : []
  })
}
