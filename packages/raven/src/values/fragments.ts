/**
 * Pieces of events that were masked and encoded once, and are found again by identity.
 *
 * A program fails in the same places again and again: its frames, with their source, and its
 * breadcrumbs are most of an event and the same each time. A piece that somebody copied or changed is
 * simply no longer known here, and is treated like any other data.
 */

/** The pieces of one client. Pieces are forgotten with their owners. */
export class Fragments {
  readonly #json = new WeakMap<object, string>()

  /** Remembers a piece that holds nothing to mask. It must not change any more, so it is frozen. */
  keep<T extends object>(piece: T): T {
    this.#json.set(Object.freeze(piece), JSON.stringify(piece))
    return piece
  }

  has(value: object): boolean {
    return this.#json.has(value)
  }

  /** The JSON of any value; known pieces are not encoded again. */
  jsonOf(value: object): string {
    return this.#json.get(value) ?? JSON.stringify(value)
  }
}
