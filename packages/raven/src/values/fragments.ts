/**
 * Pieces of events that were masked and encoded once, and are found again by identity.
 *
 * A program fails in the same places again and again: its frames, with their source, and its
 * breadcrumbs are most of an event and the same each time. A piece that somebody copied or changed is
 * simply no longer known here, and is treated like any other data.
 */

/** One place inside a piece that was masked, and the reason. */
export interface MaskedPlace {
  /** Dotted path into the piece. */
  readonly path: string
  /** In words: which rule matched. */
  readonly why: string
}

const NOTHING: readonly MaskedPlace[] = []

/** The pieces of one client. Pieces are forgotten with their owners. */
export class Fragments {
  readonly #json = new WeakMap<object, string>()
  readonly #masked = new WeakMap<object, readonly MaskedPlace[]>()

  /**
   * Remembers a piece that holds nothing to mask any more, and what was masked in it. It must not change
   * from now on, so it is frozen.
   */
  keep<T extends object>(piece: T, masked: readonly MaskedPlace[] = NOTHING): T {
    this.#json.set(Object.freeze(piece), JSON.stringify(piece))
    if (masked.length > 0) this.#masked.set(piece, masked)
    return piece
  }

  /** What was masked in a known piece; undefined for what is not known here. */
  maskedIn(value: object): readonly MaskedPlace[] | undefined {
    return this.#json.has(value) ? (this.#masked.get(value) ?? NOTHING) : undefined
  }

  /** The JSON of any value; known pieces are not encoded again. */
  jsonOf(value: object): string {
    return this.#json.get(value) ?? JSON.stringify(value)
  }
}
