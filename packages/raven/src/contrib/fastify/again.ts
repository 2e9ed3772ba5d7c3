/** A hook `onSend` that fails is asked again for the answer to its own failure, and fails again. */

import { attempt } from 'raven-ts/contrib/web'

/** Tells for each request whether an error is the one before it once more: another object, thrown at the same place. */
export function repetitions(): (request: object, error: unknown) => boolean {
  const before = new WeakMap<object, string>()
  return (request, error) => {
    const origin = attempt(() => originOf(error))
    if (origin === undefined) return false
    if (before.get(request) === origin) return true
    before.set(request, origin)
    return false
  }
}

/** What it says, and where it was thrown; undefined where it does not tell. */
function originOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const place = /\n {4}at .*/.exec(error.stack ?? '')?.[0]
  return place === undefined ? undefined : `${error.name}: ${error.message}${place}`
}
