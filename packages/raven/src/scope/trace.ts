/**
 * Which trace an event belongs to, whoever makes traces.
 *
 * An active OpenTelemetry span is found through the global object its API keeps for exactly this; no
 * dependency and no version is involved. Else the headers of the request being served tell.
 */

import type { Json, JsonObject } from '../protocol/event.ts'
import { readProperty } from '../values/describe.ts'

/** The `trace` context of an event. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly trace_id: string
  /** 16 hex digits. */
  readonly span_id: string
  readonly parent_span_id?: string
}

const API = Symbol.for('opentelemetry.js.api.1')
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN')
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/
const MAX_HEADER = 512

/** The trace in force, or undefined. `newSpanId` names our own place in a trace that came by header. */
export function currentTrace(
  headers: Json | undefined,
  newSpanId: () => string,
): TraceContext | undefined {
  return activeSpan() ?? traceOfHeaders(headers, newSpanId)
}

/** The active span of OpenTelemetry. Its own code runs here, so nothing is taken for granted. */
function activeSpan(): TraceContext | undefined {
  const api: unknown = Reflect.get(globalThis, API)
  if (typeof api !== 'object' || api === null) return undefined
  try {
    const span = call(call(readProperty(api, 'context'), 'active'), 'getValue', SPAN)
    const found = call(span, 'spanContext')
    return traceOf(text(found, 'traceId'), text(found, 'spanId'), parentOf(span))
  } catch {
    return undefined // a foreign API that fails costs the link, not the event
  }
}

/** Version 2 of the SDK has the parent's context, version 1 its id. */
function parentOf(span: unknown): string | undefined {
  if (typeof span !== 'object' || span === null) return undefined
  return text(readProperty(span, 'parentSpanContext'), 'spanId') ?? text(span, 'parentSpanId')
}

function call(target: unknown, method: string, ...args: readonly unknown[]): unknown {
  if (typeof target !== 'object' || target === null) return undefined
  const fn: unknown = Reflect.get(target, method)
  return typeof fn === 'function' ? (Reflect.apply(fn, target, args) as unknown) : undefined
}

function text(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found = readProperty(value, key)
  return typeof found === 'string' ? found : undefined
}

/** `sentry-trace` first, then the W3C's `traceparent`; names in any case. */
function traceOfHeaders(
  headers: Json | undefined,
  newSpanId: () => string,
): TraceContext | undefined {
  const found = headerPairs(headers)
  const sentry = (found.get('sentry-trace') ?? '').trim().split('-')
  const w3c = (found.get('traceparent') ?? '').trim().split('-').slice(1)
  return traceOf(sentry[0], newSpanId(), sentry[1]) ?? traceOf(w3c[0], newSpanId(), w3c[1])
}

function headerPairs(headers: Json | undefined): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return pairs
  for (const [name, value] of Object.entries(headers as JsonObject)) {
    if (typeof value === 'string' && value.length <= MAX_HEADER)
      pairs.set(name.toLowerCase(), value)
  }
  return pairs
}

function traceOf(traceId = '', spanId = '', parent = ''): TraceContext | undefined {
  const ids = { trace_id: traceId.toLowerCase(), span_id: spanId.toLowerCase() }
  if (!TRACE_ID.test(ids.trace_id) || !SPAN_ID.test(ids.span_id)) return undefined
  const parentId = parent.toLowerCase()
  return SPAN_ID.test(parentId) ? { ...ids, parent_span_id: parentId } : ids
}
