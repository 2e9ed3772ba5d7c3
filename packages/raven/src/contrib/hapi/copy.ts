/** hapi answers an error of the language itself, a `TypeError`, by a copy of it. */

import { attempt } from 'raven-ts/contrib/web'

/** Whether two errors are one: thrown at the same place, in the same words. */
export function isCopy(error: unknown, original: unknown): boolean {
  if (!(error instanceof Error) || !(original instanceof Error)) return false
  return attempt(() => error.stack !== undefined && error.stack === original.stack) === true
}
