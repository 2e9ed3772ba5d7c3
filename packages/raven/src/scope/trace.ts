/**
 * Which trace an event belongs to, whoever makes traces.
 *
 * An active OpenTelemetry span is found through the global object its API keeps for exactly this; no
 * dependency and no version is involved. Else the headers of the request being served tell.
 */

import type { Json } from '../protocol/event.ts'
import { readProperty } from '../values/describe.ts'
import { traceHeaders } from './trace-headers.ts'

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

/** The trace in force, or undefined. `newSpanId` names our own place in a trace that came by header. */
export function currentTrace(
  headers: Json | undefined,
  newSpanId: () => string,
): TraceContext | undefined {
  return activeSpan() ?? traceOfHeaders(headers, newSpanId)
}

/** The active span of OpenTelemetry. Its own code runs here, so nothing is taken for granted. */
function activeSpan(): TraceContext | undefined {
  const api = readProperty(globalThis, API)
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

/** The first header that names a trace; `baggage` comes last, because it names no span. */
function traceOfHeaders(
  headers: Json | undefined,
  newSpanId: () => string,
): TraceContext | undefined {
  if (headers === undefined) return undefined // most captures belong to no request
  for (const { traceId, spanId } of traceHeaders(headers)) {
    const found = traceId ? traceOf(traceId, newSpanId(), spanId) : undefined
    if (found) return found
  }
  return undefined
}

function traceOf(traceId = '', spanId = '', parent = ''): TraceContext | undefined {
  const ids = { trace_id: traceId.toLowerCase(), span_id: spanId.toLowerCase() }
  if (!TRACE_ID.test(ids.trace_id) || !SPAN_ID.test(ids.span_id)) return undefined
  const parentId = parent.toLowerCase()
  return SPAN_ID.test(parentId) ? { ...ids, parent_span_id: parentId } : ids
}
