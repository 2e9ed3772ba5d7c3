/**
 * What the bundles of one Next server share.
 *
 * Next bundles the instrumentation, the proxy and every route apart, so that they share no module; what
 * one of them tells another has to be where both find it.
 */

import type { OnRequestError } from './told.ts'

interface Shared {
  /** The ids of events by the digests of their errors, the latest last. */
  readonly ids: Map<string, string>
  /** The instrumentation. */
  tell?: OnRequestError
}

const KEY = Symbol.for('raven.next')
const MAX_IDS = 1000

/** Made by whichever bundle is first. */
export function shared(): Shared {
  const there: unknown = Reflect.get(globalThis, KEY)
  if (there !== undefined) return there as Shared // nobody else knows the key
  const made: Shared = { ids: new Map() }
  Object.defineProperty(globalThis, KEY, { value: made, configurable: true })
  return made
}

/** The event of an error, by the digest that Next shows for it; the latest of so many. */
export function rememberId(digest: string, id: string): void {
  const { ids } = shared()
  ids.delete(digest)
  ids.set(digest, id)
  for (const oldest of ids.keys()) {
    if (ids.size <= MAX_IDS) return
    ids.delete(oldest)
  }
}
