/** Events belong to the spans that OpenTelemetry's own SDK makes. */

import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { runProgram } from '../../../../../test/run-program.ts'

/** The `trace` context of an event; null where it has none. */
type Trace = Readonly<Record<string, string>> | null

interface Beside {
  readonly found: Trace
  /** What the SDK says of the span that was active. */
  readonly span: Trace
}

interface Results {
  readonly inSpan: Beside
  readonly inInnerSpan: Beside
  readonly outside: Trace
  readonly requests: Readonly<Record<string, Trace>>
  readonly servedInSpan: Trace
}

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const SPAN_ID = /^[0-9a-f]{16}$/

const LINKING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sentry-trace': { 'sentry-trace': `${TRACE}-${SPAN}-1` },
  traceparent: { traceparent: `00-${TRACE}-${SPAN}-01` },
  baggage: { baggage: `vendor=1,sentry-trace_id=${TRACE}` },
}
const MALFORMED: typeof LINKING = {
  'a short sentry-trace': { 'sentry-trace': `${TRACE.slice(1)}-${SPAN}-1` },
  'a traceparent of zeros': { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` },
  'baggage that is none': { baggage: 'sentry-trace_id=%%%' },
  'no header': {},
}

let results: Results

beforeAll(async () => {
  const file = fileURLToPath(new URL('program.mjs', import.meta.url))
  const cases = JSON.stringify({ ...LINKING, ...MALFORMED })
  results = (await runProgram(process.execPath, [file, cases])) as Results
})

test('an event captured in a span has its ids, and no parent where there is none', () => {
  expect(results.inSpan.found).toEqual(results.inSpan.span)
})

test('after an await the innermost span still counts, and its parent is named', () => {
  expect(results.inInnerSpan.found).toEqual(results.inInnerSpan.span)
  expect(results.inInnerSpan.found).toHaveProperty('parent_span_id')
})

test('outside of spans an event has no trace', () => {
  expect(results.outside).toBeNull()
})

describe('a request that no span serves', () => {
  test.each(['sentry-trace', 'traceparent'])('links by %s to its parent', (name) => {
    expect(results.requests[name]).toEqual({
      trace_id: TRACE,
      parent_span_id: SPAN,
      span_id: expect.stringMatching(SPAN_ID),
    })
  })

  test('links by baggage to the trace', () => {
    expect(results.requests['baggage']).toEqual({
      trace_id: TRACE,
      span_id: expect.stringMatching(SPAN_ID),
    })
  })

  test.each(Object.keys(MALFORMED))('links by %s to nothing', (name) => {
    expect(results.requests[name]).toBeNull()
  })
})

test('a span that serves the request comes before its headers', () => {
  expect(results.servedInSpan?.trace_id).toMatch(/^[0-9a-f]{32}$/)
  expect(results.servedInSpan?.trace_id).not.toBe(TRACE)
})
