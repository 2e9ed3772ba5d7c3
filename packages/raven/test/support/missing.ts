/** The ledger's equation, for programs that run without a test runner. */

import type { Stats } from '../../src/stats.ts'

/** `captured + adopted` minus every place an event can be; 0 unless something vanished. */
export function missing({ captured, adopted, dropped, ...standing }: Stats): number {
  const { sent, waiting, spooled, rolledUp, handedOver } = standing
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
  return captured + adopted - sent - waiting - spooled - rolledUp - handedOver - lost
}
