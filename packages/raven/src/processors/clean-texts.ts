/** Texts in which nothing was found: names, paths and short values come again with every event. */

const MAX_TEXTS = 4_000
/** Longer ones are looked at each time. */
const MAX_LENGTH = 400

/** Remembers them; forgets all when there are too many. */
export class CleanTexts {
  readonly #texts = new Set<string>()

  has(text: string): boolean {
    return text.length <= MAX_LENGTH && this.#texts.has(text)
  }

  add(text: string): void {
    if (text.length > MAX_LENGTH) return
    if (this.#texts.size >= MAX_TEXTS) this.#texts.clear()
    this.#texts.add(text)
  }
}
