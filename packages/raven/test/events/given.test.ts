import { expect, test } from 'vitest'
import { givenData } from '../../src/events/given.ts'
import type { JsonObject } from '../../src/protocol/event.ts'

const NOTHING = { attributes: {}, tags: {}, contexts: {} }

test.each<[JsonObject, object]>([
  [{}, NOTHING],
  [
    { release: '2', mine: [1] },
    { ...NOTHING, attributes: { release: '2', mine: [1] } },
  ],
  [{ culprit: 'a in b' }, { ...NOTHING, attributes: { transaction: 'a in b' } }],
  [
    { culprit: 'old', transaction: 'new' },
    { ...NOTHING, attributes: { transaction: 'new' } },
  ],
  [{ culprit: '' }, NOTHING],
  [{ culprit: 7 }, NOTHING],
  [{ site: 'east' }, { ...NOTHING, tags: { site: 'east' } }],
  [{ site: null }, NOTHING],
  [{ time_spent: 12 }, { ...NOTHING, contexts: { raven: { time_spent: 12 } } }],
  [{ time_spent: 'long' }, NOTHING],
  [
    { time_spent: 12, contexts: { raven: { time_spent: 3 }, app: { a: 1 } } },
    { ...NOTHING, contexts: { raven: { time_spent: 3 }, app: { a: 1 } } },
  ],
  [
    { contexts: 'none', time_spent: 1 },
    { ...NOTHING, contexts: { raven: { time_spent: 1 } } },
  ],
  [{ message: 'said' }, { ...NOTHING, text: 'said' }],
  [{ message: '' }, NOTHING],
  [{ message: { a: 1 } }, { ...NOTHING, attributes: { message: { a: 1 } } }],
  [{ timestamp: 1.5 }, { ...NOTHING, timestamp: 1.5 }],
  [{ timestamp: '2026-01-01T00:00:00Z' }, { ...NOTHING, timestamp: '2026-01-01T00:00:00Z' }],
  [{ timestamp: [] }, NOTHING],
])('data %j go where an event has them', (data, given) => {
  expect(givenData(data)).toEqual(given)
})
