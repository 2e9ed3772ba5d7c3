/** What the compiler says of the matchers where jest is installed and vitest is not; nothing runs it. */

import { expect, test } from '@jest/globals'
import { ravenMatchers, record } from 'raven-ts/testing'

expect.extend(ravenMatchers)

test('keeps away: matchers that nobody knows, and parts that no event has', async () => {
  await expect(record()).toHaveCaptured({ type: 'TypeError', message: /price/, tags: { order: 7 } })
  await expect(record()).not.toHaveCapturedNothing()
  // @ts-expect-error an event has no such part
  await expect(record()).toHaveCaptured({ mesage: 'no price' })
})
