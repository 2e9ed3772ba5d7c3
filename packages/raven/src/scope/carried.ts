/**
 * Context that travels with an error.
 *
 * What was in force where an error was thrown is gone by the time somebody catches it further up. So
 * each `withContext` and `watch` the error leaves is remembered beside it, in a weak map: no property
 * is added to the error, and nothing is kept once the error is gone.
 *
 * A thrown primitive has no identity. The last one is remembered until the end of the turn, which is
 * right as long as nobody else throws an equal one meanwhile.
 */

import type { JsonObject } from '../protocol/event.ts'
import { mergeScopes, type ScopeData } from './scope-data.ts'

/** As much of a call site as tells who watched. */
export interface WatchPlace {
  readonly place: { readonly function?: string; readonly file?: string }
}

/** Values somebody watched while the error passed. */
export interface Watched {
  /** Where `watch` was called; undefined where no stack tells. */
  readonly place: WatchPlace | undefined
  readonly values: JsonObject
}

/** What an error took along. */
export interface Carried {
  readonly scope?: ScopeData
  /** Innermost first. */
  readonly watched: readonly Watched[]
}

/** More layers than any stack has that a person wrote. */
const MAX_WATCHED = 20
const NOTHING: Carried = { watched: [] }

/** Remembers, per error, what it passed through. */
export class CarriedContext {
  readonly #byError = new WeakMap<object, Carried>()
  readonly #defer: (task: () => void) => void
  #primitive: { readonly value: unknown; readonly carried: Carried } | undefined

  /** `defer` runs a task at the end of the turn. */
  constructor(defer: (task: () => void) => void) {
    this.#defer = defer
  }

  /** The error leaves `scope`; what it passed further in wins. */
  leave(error: unknown, scope: ScopeData): void {
    const { scope: inner, watched } = this.of(error)
    this.#remember(error, { scope: inner ? mergeScopes(scope, inner) : scope, watched })
  }

  /** The error passes somebody who watches. */
  watch(error: unknown, watched: Watched): void {
    const known = this.of(error)
    if (known.watched.length >= MAX_WATCHED) return
    this.#remember(error, { ...known, watched: [...known.watched, watched] })
  }

  of(error: unknown): Carried {
    if (typeof error === 'object' && error !== null) return this.#byError.get(error) ?? NOTHING
    return this.#primitive && Object.is(this.#primitive.value, error)
      ? this.#primitive.carried
      : NOTHING
  }

  #remember(error: unknown, carried: Carried): void {
    if (typeof error === 'object' && error !== null) {
      this.#byError.set(error, carried)
      return
    }
    const kept = { value: error, carried }
    this.#primitive = kept
    this.#defer(() => {
      if (this.#primitive === kept) this.#primitive = undefined
    })
  }
}
