/**
 * Pieces of events that were masked and encoded once, and are found again by identity.
 *
 * A program fails in the same places again and again: its frames, with their source, and its
 * breadcrumbs are most of an event and the same each time. A piece that somebody copied or changed is
 * simply no longer known here, and is treated like any other data.
 */

import { jsonText } from './json-text.ts'

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
  readonly #encoder = new TextEncoder()
  #json = new WeakMap<object, string>()
  #masked = new WeakMap<object, readonly MaskedPlace[]>()
  /** Lists of pieces, with their JSON once it was needed. */
  #lists = new WeakMap<object, Uint8Array | undefined>()

  /**
   * Remembers a piece that holds nothing to mask any more, and what was masked in it. It must not change
   * from now on, so it is frozen.
   */
  keep<T extends object>(piece: T, masked: readonly MaskedPlace[] = NOTHING): T {
    this.#json.set(Object.freeze(piece), jsonText(piece))
    if (masked.length > 0) this.#masked.set(piece, masked)
    return piece
  }

  /**
   * Remembers a list of known pieces as one; says whether it is. With anything else in it, it is a list
   * like any other. It must not change from now on.
   */
  keepList(list: readonly object[]): boolean {
    if (this.#lists.has(list)) return true
    const masked: MaskedPlace[] = []
    for (const [i, piece] of list.entries()) {
      const before = this.maskedIn(piece)
      if (!before) return false
      for (const { path, why } of before) masked.push({ path: `${i}.${path}`, why })
    }
    this.#lists.set(list, undefined)
    if (masked.length > 0) this.#masked.set(list, masked)
    return true
  }

  /** There is more to mask than there was: what was kept is like any other data. */
  forget(): void {
    this.#json = new WeakMap()
    this.#masked = new WeakMap()
    this.#lists = new WeakMap()
  }

  /** What was masked in a known piece or list; undefined for what is not known here. */
  maskedIn(value: object): readonly MaskedPlace[] | undefined {
    const isKnown = this.#json.has(value) || this.#lists.has(value)
    return isKnown ? (this.#masked.get(value) ?? NOTHING) : undefined
  }

  /** The JSON of any value; known pieces are not encoded again. */
  jsonOf(value: object): string {
    return this.#json.get(value) ?? jsonText(value)
  }

  /** The JSON of a known list, in UTF-8; undefined for any other value. */
  bytesOf(list: readonly object[]): Uint8Array | undefined {
    if (!this.#lists.has(list)) return undefined
    const bytes = this.#lists.get(list) ?? this.#encoder.encode(this.#joined(list))
    this.#lists.set(list, bytes)
    return bytes
  }

  #joined(list: readonly object[]): string {
    let text = ''
    for (const piece of list) text += `${text === '' ? '' : ','}${this.jsonOf(piece)}`
    return `[${text}]`
  }
}
