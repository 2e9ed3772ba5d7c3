import { expect, test } from 'vitest'
import type { Event, JsonObject } from '../../src/protocol/event.ts'
import { storeEvent } from '../../src/protocol/store-event.ts'

const USUAL = { message: '', project: '7', time_spent: null, modules: {} }
const STACK = { frames: [{ function: 'f' }] }

test.each<[Event & Record<string, unknown>, JsonObject]>([
  [{}, USUAL],
  [{ message: 'by hand' }, { ...USUAL, message: 'by hand' }],
  [{ message: { message: 'a %s', params: [1] } }, { ...USUAL, message: 'a %s' }],
  [
    { logentry: { message: 'a' } },
    { ...USUAL, message: 'a', 'sentry.interfaces.Message': { message: 'a' } },
  ],
  [
    { exception: { values: [{ type: 'A' }, { type: 'B', value: 'b' }] } },
    {
      ...USUAL,
      message: 'B: b',
      exception: { values: [{ type: 'A' }, { type: 'B', value: 'b' }] },
    },
  ],
  [{ timestamp: 1_767_323_045.999 }, { ...USUAL, timestamp: '2026-01-02T03:04:05Z' }],
  [{ timestamp: 'whenever' }, { ...USUAL, timestamp: 'whenever' }],
  [{ transaction: 'a in b' }, { ...USUAL, culprit: 'a in b' }],
  [{ threads: { values: [{ id: 0, stacktrace: STACK }] } }, { ...USUAL, stacktrace: STACK }],
  [{ time_spent: 3 }, { ...USUAL, time_spent: 3 }],
  [
    { contexts: { raven: { time_spent: 4, occurrences: 9 }, app: { a: 1 } } },
    { ...USUAL, time_spent: 4, contexts: { raven: { occurrences: 9 }, app: { a: 1 } } },
  ],
  [
    { contexts: { query: { query: 'select 1' } }, logentry: { formatted: 'select 1' } },
    { ...USUAL, message: 'select 1', 'sentry.interfaces.Query': { query: 'select 1' } },
  ],
])('%j is written for old servers', (event, written) => {
  expect(storeEvent(event, '7')).toEqual(written)
})
