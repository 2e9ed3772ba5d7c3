import { expect, test } from 'vitest'
import { isEventId, normalizeEventId } from 'raven-ts/protocol'

const ID = '9ec79c33ec9942ab8353589fcb2e04dc'

test.each([
  [ID, ID],
  [ID.toUpperCase(), ID],
  ['9ec79c33-ec99-42ab-8353-589fcb2e04dc', ID],
  ['9EC79C33-EC99-42AB-8353-589FCB2E04DC', ID],
  ['9ec79c33-ec9942ab-8353-589fcb2e04dc', undefined],
  [`${ID}0`, undefined],
  [ID.slice(1), undefined],
  [`${ID}\n`, undefined],
  [` ${ID}`, undefined],
  [`g${ID.slice(1)}`, undefined],
  ['', undefined],
  ['0'.repeat(64), undefined],
])('%j is normalised to %j', (text, id) => {
  expect(normalizeEventId(text)).toBe(id)
})

test.each([
  [ID, true],
  [ID.toUpperCase(), false],
  [`${ID}\n`, false],
  [null, false],
  [{ toString: (): string => ID }, false],
])('%j is an event id as we write it: %j', (value, expected) => {
  expect(isEventId(value)).toBe(expected)
})
