/** A hook `onSend` that fails is asked again for the answer to its own failure, and fails again. */

import { attempt } from 'raven-ts/contrib/web'

/**
 * Whether an error is the one before it once more: another object, thrown at the same place. Stacks are
 * read only where there are two errors: most requests fail once, and a stack that was read as text costs
 * the capture that follows.
 */
export function isAgain(before: unknown, error: unknown): boolean {
  if (!(before instanceof Error) || before === error) return false
  const origin = attempt(() => originOf(before))
  return origin !== undefined && origin === attempt(() => originOf(error))
}

/** What it says, and where it was thrown; undefined where it does not tell. */
function originOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const place = /\n {4}at .*/.exec(error.stack ?? '')?.[0]
  return place === undefined ? undefined : `${error.name}: ${error.message}${place}`
}
