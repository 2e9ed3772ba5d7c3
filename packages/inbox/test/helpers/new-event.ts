/** Events ready for the store. */

import type { NewEvent } from '../../src/store/store.ts'

/** When the tests' events happen, unless they say otherwise. */
export const NOW = Date.parse('2026-03-04T05:06:07Z')

/** An event of project 1 with the number as its id; every other field can be replaced. */
export function newEvent(number: number, fields: Partial<NewEvent> = {}): NewEvent {
  const eventId = number.toString(16).padStart(32, '0')
  return {
    project: '1',
    eventId,
    receivedAt: NOW,
    happenedAt: NOW,
    level: 'error',
    title: 'TypeError: no price',
    culprit: 'total (src/cart.js)',
    platform: 'node',
    environment: 'production',
    release: 'shop@1.4.2',
    sdk: 'raven-ts/0.1.0',
    groupKey: 'no-price',
    groupReason: 'type and in-app frames',
    searchText: 'typeerror: no price',
    event: { event_id: eventId, message: 'no price' },
    ...fields,
  }
}
