import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_EVENT_BYTES, fitEvent } from '../../src/client/fit.ts'
import type { Event } from '../../src/protocol/event.ts'

const big = 'x'.repeat(600_000)
const encode = (event: Event) => new TextEncoder().encode(JSON.stringify(event))
const fitted = (event: Record<string, unknown>): Record<string, unknown> | undefined => {
  const bytes = fitEvent(event, encode)
  if (!bytes) return undefined
  expect(bytes.byteLength).toBeLessThanOrEqual(MAX_EVENT_BYTES)
  return JSON.parse(new TextDecoder().decode(bytes))
}

test('what fits is not touched', () => {
  const event = { event_id: 'a', extra: { big } }
  expect(fitted(event)).toEqual(event)
})

test('parts give way in order, and the event says which', () => {
  const event = {
    modules: { big },
    breadcrumbs: { values: [big] },
    extra: { big },
    user: { id: 1 },
    contexts: { app: { name: 'shop' }, raven: { time_spent: 5 } },
  }
  expect(fitted(event)).toEqual({
    extra: { big },
    user: { id: 1 },
    contexts: {
      app: { name: 'shop' },
      raven: { time_spent: 5, left_out: ['modules', 'breadcrumbs'] },
    },
  })
})

const frames = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, i) => ({
    function: `f${i}`,
    lineno: i,
    pre_context: ['x'.repeat(bytes)],
    context_line: 'x'.repeat(bytes),
    post_context: ['x'.repeat(bytes)],
  }))

describe('what cannot be spared', () => {
  test('source lines of ten deep causes give way, their frames do not', () => {
    const values = Array.from({ length: 10 }, () => ({
      type: 'E',
      stacktrace: { frames: frames(50, 1_200) },
    }))
    const event = fitted({ exception: { values }, user: { id: 1 } })
    const bare = Array.from({ length: 50 }, (_, i) => ({ function: `f${i}`, lineno: i }))
    expect(event).toEqual({
      exception: { values: values.map(({ type }) => ({ type, stacktrace: { frames: bare } })) },
      contexts: { raven: { left_out: ['user', 'source'] } },
    })
  })

  test('attributes of any name give way', () => {
    expect(fitted({ event_id: 'a', mine: { big }, other: big, exception: { values: [] } })).toEqual(
      {
        event_id: 'a',
        exception: { values: [] },
        contexts: { raven: { left_out: ['attributes'] } },
      },
    )
  })

  test('at last the innermost frames are kept', () => {
    const long = Array.from({ length: 50 }, (_, i) => ({
      function: `f${i}`,
      mine: 'x'.repeat(30_000),
    }))
    const event = fitted({ threads: { values: [{ id: 0, stacktrace: { frames: long } }] } })
    expect(JSON.stringify(event)).toContain('"f49"')
    expect(JSON.stringify(event)).not.toContain('"f39"')
  })

  test('the program’s own frames stay before others', () => {
    const long = Array.from({ length: 50 }, (_, i) => ({
      function: `f${i}`,
      in_app: i < 3,
      mine: 'x'.repeat(30_000),
    }))
    const event = fitted({ exception: { values: [{ type: 'E', stacktrace: { frames: long } }] } })
    const text = JSON.stringify(event)
    for (const name of ['"f0"', '"f1"', '"f2"']) expect(text).toContain(name)
    expect(text).not.toContain('"f49"')
  })

  test('one huge value is cut, and its type and frames stay', () => {
    const frame = { function: 'pay', in_app: true, lineno: 7 }
    const value = { type: 'E', value: big + big, stacktrace: { frames: [frame] } }
    expect(fitted({ event_id: 'a', exception: { values: [value] } })).toEqual({
      event_id: 'a',
      exception: { values: [{ ...value, value: `${'x'.repeat(509)}...` }] },
      contexts: { raven: { left_out: ['text'] } },
    })
  })

  test('an event of any size and shape fits at last, with its type and innermost own frame', () => {
    const kinds = {
      text: big,
      object: { a: big },
      list: [big, big],
      values: { values: [big] },
      none: null,
    }
    // by name, so that a counterexample can be read
    const part = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]))
    const made = (names: object) =>
      Object.fromEntries(
        Object.entries(names).map(([key, kind]: [string, keyof typeof kinds]) => [
          key,
          kinds[kind],
        ]),
      )
    const frame = fc.record(
      { vars: part, context_line: part, mine: part, filename: part },
      { requiredKeys: [] },
    )
    const parts = fc.record(
      {
        breadcrumbs: part,
        contexts: part,
        extra: part,
        fingerprint: part,
        logentry: part,
        mine: part,
        modules: part,
        release: part,
        request: part,
        sdk: part,
        tags: part,
        threads: part,
        transaction: part,
        user: part,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(parts, fc.array(frame, { maxLength: 2 }), part, (others, frames, value) => {
        const own = { function: 'pay', in_app: true, lineno: 7 }
        const odd = frames.map(made)
        const stacktrace = { frames: [...odd, own, ...odd] }
        const event = fitted({
          ...made(others),
          event_id: 'a',
          exception: {
            values: [
              {
                ...made({ value }),
                type: 'E',
                mechanism: { type: 'x', data: kinds[value] },
                stacktrace,
              },
            ],
          },
        })
        expect(event).toMatchObject({ event_id: 'a', exception: { values: [{ type: 'E' }] } })
        expect(JSON.stringify(event?.['exception'])).toContain('"function":"pay"')
      }),
      { numRuns: 10 },
    )
  })

  test.each([
    { exception: 'x' },
    { exception: { values: 7 } },
    { threads: { values: [null, { stacktrace: 1 }] } },
  ])('%j beside too much is no hindrance', (odd) => {
    expect(fitted({ ...odd, extra: { a: big, b: big } })).toBeDefined()
    expect(fitted({ ...odd, mine: { a: big, b: big } })).toBeDefined()
  })
})
