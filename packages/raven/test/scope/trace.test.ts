import { describe, expect, onTestFinished, test } from 'vitest'
import type { Json } from '../../src/protocol/event.ts'
import { currentTrace } from '../../src/scope/trace.ts'
import { recorder } from '../support/recorder.ts'
import { thrower } from '../values/hostile.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const OURS = '1111111111111111'
const linked = { trace_id: TRACE, span_id: OURS, parent_span_id: SPAN }
const unparented = { trace_id: TRACE, span_id: OURS }

const OTHER = 'f'.repeat(32)

test.each([undefined, {}, { accept: '*/*' }])('no id is drawn for the headers %j', (headers) => {
  const draw = (): string => expect.unreachable('an id was drawn')
  expect(currentTrace(headers, draw)).toBeUndefined()
})

describe('headers of the request', () => {
  test.each<[string, Json | undefined, unknown]>([
    ['sentry-trace', { 'sentry-trace': `${TRACE}-${SPAN}-1` }, linked],
    ['sentry-trace that defers', { 'sentry-trace': `${TRACE}-${SPAN}` }, linked],
    ['sentry-trace with a last dash', { 'sentry-trace': `${TRACE}-${SPAN}-` }, linked],
    ['sentry-trace among blanks', { 'sentry-trace': `  ${TRACE}-${SPAN}-0\t` }, linked],
    ['a trace alone', { 'sentry-trace': TRACE }, unparented],
    ['a span of zeros', { 'sentry-trace': `${TRACE}-${'0'.repeat(16)}-1` }, unparented],
    ['any case of name and digits', { 'Sentry-Trace': `${TRACE.toUpperCase()}-${SPAN}` }, linked],
    ['a list with one value', { 'sentry-trace': [`${TRACE}-${SPAN}`] }, linked],
    [
      'pairs',
      [
        ['Host', 'a'],
        ['Traceparent', `00-${TRACE}-${SPAN}-01`],
      ],
      linked,
    ],
    ['traceparent', { traceparent: `00-${TRACE}-${SPAN}-01` }, linked],
    ['a later version', { traceparent: `cc-${TRACE}-${SPAN}-01-what-comes` }, linked],
    ['baggage', { baggage: `a=1, sentry-trace_id=${TRACE};p=1,sentry-sampled=true` }, unparented],
    [
      'sentry-trace before traceparent before baggage',
      {
        baggage: `sentry-trace_id=${OTHER}`,
        traceparent: `00-${OTHER}-${SPAN}-01`,
        'sentry-trace': `${TRACE}-${SPAN}-1`,
      },
      linked,
    ],
    [
      'the next header, where one is malformed',
      { 'sentry-trace': 'x-y', traceparent: `00-${TRACE}-${SPAN}-01` },
      linked,
    ],
  ])('%s names a trace', (_, headers, expected) => {
    expect(currentTrace(headers, () => OURS)).toEqual(expected)
  })

  test.each<[string, Json | undefined]>([
    ['no headers', undefined],
    ['null', null],
    ['text', 'sentry-trace'],
    ['numbers', [1, [2], [3, 4]]],
    ['none of them', { host: 'a' }],
    ['nothing', { 'sentry-trace': '', traceparent: '', baggage: '' }],
    ['a number', { 'sentry-trace': 7 }],
    ['an empty list', { 'sentry-trace': [] }],
    ['zeros', { 'sentry-trace': `${'0'.repeat(32)}-${SPAN}` }],
    ['no hex', { 'sentry-trace': `${'g'.repeat(32)}-${SPAN}` }],
    ['31 digits', { 'sentry-trace': `${TRACE.slice(1)}-${SPAN}` }],
    ['33 digits', { 'sentry-trace': `${TRACE}0-${SPAN}` }],
    ['a line break', { 'sentry-trace': `${TRACE}\n-${SPAN}` }],
    ['a megabyte', { 'sentry-trace': `${TRACE}-${SPAN}-${'1'.repeat(1_000_000)}` }],
    ['no version', { traceparent: `${TRACE}-${SPAN}-01` }],
    ['version ff', { traceparent: `ff-${TRACE}-${SPAN}-01` }],
    ['version 00 with more', { traceparent: `00-${TRACE}-${SPAN}-01-more` }],
    ['no flags', { traceparent: `00-${TRACE}-${SPAN}` }],
    ['baggage of others', { baggage: `trace_id=${TRACE},xsentry-trace_id=${TRACE}` }],
    ['commas', { baggage: ','.repeat(8_000) }],
  ])('%s name none', (_, headers) => {
    expect(currentTrace(headers, () => OURS)).toBeUndefined()
  })
})

describe('whatever stands where OpenTelemetry keeps its API', () => {
  const API = Symbol.for('opentelemetry.js.api.1')
  const stand = (api: unknown) => {
    Object.defineProperty(globalThis, API, { value: api, configurable: true })
    onTestFinished(() => void Reflect.deleteProperty(globalThis, API))
  }
  const withSpan = (span: unknown) => ({
    context: { active: () => ({ getValue: () => span }) },
  })
  const ids = { traceId: TRACE, spanId: SPAN }

  test.each<[string, () => unknown, unknown]>([
    [
      'a span of version 2',
      () => withSpan({ spanContext: () => ids, parentSpanContext: { spanId: OURS } }),
      { trace_id: TRACE, span_id: SPAN, parent_span_id: OURS },
    ],
    [
      'a span of version 1',
      () => withSpan({ spanContext: () => ids, parentSpanId: OURS }),
      { trace_id: TRACE, span_id: SPAN, parent_span_id: OURS },
    ],
    ['a root', () => withSpan({ spanContext: () => ids }), { trace_id: TRACE, span_id: SPAN }],
    ['no span', () => withSpan(undefined), undefined],
    [
      'a span that is not recorded',
      () => withSpan({ spanContext: () => ({ traceId: '0'.repeat(32), spanId: SPAN }) }),
      undefined,
    ],
    ['a span that throws', () => withSpan({ spanContext: thrower }), undefined],
    ['ids that are no text', () => withSpan({ spanContext: () => ({ traceId: 1 }) }), undefined],
    ['an API that throws', () => ({ context: { active: thrower } }), undefined],
    ['an API that is being loaded', () => ({}), undefined],
    ['text', () => 'api', undefined],
  ])('%s is read, and never throws', (_, api, expected) => {
    stand(api())
    expect(currentTrace(undefined, () => OURS)).toEqual(expected)
  })

  test('a span comes before headers, and headers come where there is none', () => {
    const headers = { traceparent: `00-${OTHER}-${SPAN}-01` }
    stand(withSpan({ spanContext: () => ids }))
    expect(currentTrace(headers, () => OURS)?.trace_id).toBe(TRACE)
    stand(withSpan(undefined))
    expect(currentTrace(headers, () => OURS)?.trace_id).toBe(OTHER)
  })

  test('a getter that throws there costs nothing', () => {
    Object.defineProperty(globalThis, API, { get: thrower, configurable: true })
    onTestFinished(() => void Reflect.deleteProperty(globalThis, API))
    expect(currentTrace(undefined, () => OURS)).toBeUndefined()
  })
})

test('an event carries the trace of its request, also when the error left that context', async () => {
  const { client, events } = recorder()
  const headers = { traceparent: `00-${TRACE}-${SPAN}-01` }
  const error = new Error('no stock')
  expect(() =>
    client.withContext({ request: { url: '/', headers } }, () => {
      throw error
    }),
  ).toThrow(error)
  client.captureException(error)
  client.captureException(new Error('elsewhere'))
  const [first, second] = await events()
  expect(first?.contexts?.trace).toMatchObject({ trace_id: TRACE, parent_span_id: SPAN })
  expect(first?.contexts?.trace?.span_id).toMatch(/^[0-9a-f]{16}$/)
  expect(second?.contexts?.trace).toBeUndefined()
})
