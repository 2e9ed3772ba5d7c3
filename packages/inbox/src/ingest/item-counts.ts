/** How many items of each type were acknowledged since the start, kept or not. */

/** Types are a client's words: beyond this many they are counted together. */
const MAX_TYPES = 50
const OTHER = 'other'

/** Counts by item type. */
export class ItemCounts {
  readonly #counts = new Map<string, number>()

  /** Counts items of one type. */
  add(type: string, items = 1): void {
    const isKnown = this.#counts.has(type) || this.#counts.size < MAX_TYPES
    const name = isKnown ? type.slice(0, 64) : OTHER
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + items)
  }

  /** All counts, by type. */
  read(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }
}
