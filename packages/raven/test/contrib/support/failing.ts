/** What tests of single frameworks share: a handler that fails, and what came of it. */

import { setImmediate as turn } from 'node:timers/promises'
import type { Recorder } from 'raven-ts/testing'

/** A handler that rejects in a later turn. */
export const failing = (message: string) => async (): Promise<never> => {
  await turn()
  throw new Error(message)
}

/** Of each event the text of its error, and its route. */
export const seenBy = async ({ events }: Pick<Recorder, 'events'>) =>
  (await events()).map(({ exception, transaction }) => [
    exception?.values.at(-1)?.value,
    transaction,
  ])
