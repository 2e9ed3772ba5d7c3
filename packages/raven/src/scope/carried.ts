/**
 * Context that travels with an error.
 *
 * What was in force where an error was thrown is gone by the time somebody catches it further up. So
 * each `withContext` the error leaves is remembered beside it, in a weak map: no property is added to
 * the error, and nothing is kept once the error is gone.
 */

import { mergeScopes, type ScopeData } from './scope-data.ts'

/** Remembers, per error object, the context it passed through. */
export class CarriedContext {
  readonly #byError = new WeakMap<object, ScopeData>()

  /** The error leaves `scope`; what it passed further in wins. */
  leave(error: unknown, scope: ScopeData): void {
    if (typeof error !== 'object' || error === null) return
    const inner = this.#byError.get(error)
    this.#byError.set(error, inner ? mergeScopes(scope, inner) : scope)
  }

  of(error: unknown): ScopeData | undefined {
    return typeof error === 'object' && error !== null ? this.#byError.get(error) : undefined
  }
}
