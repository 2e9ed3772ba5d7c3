/** Texts in which nothing was found: names, paths and short values come again with every event. */

const MAX_TEXTS = 4_000
/** Longer ones are looked at each time. */
const MAX_LENGTH = 400

/** Remembers them; forgets all when there are too many, or when more is looked for than before. */
export class CleanTexts {
  readonly #texts = new Set<string>()
  readonly #secrets: ReadonlySet<string>
  #known: number

  /** `secrets` are those that are looked for; they may become more. */
  constructor(secrets: ReadonlySet<string> = new Set()) {
    this.#secrets = secrets
    this.#known = secrets.size
  }

  has(text: string): boolean {
    if (this.#secrets.size !== this.#known) {
      this.#known = this.#secrets.size
      this.#texts.clear()
    }
    return text.length <= MAX_LENGTH && this.#texts.has(text)
  }

  add(text: string): void {
    if (text.length > MAX_LENGTH) return
    if (this.#texts.size >= MAX_TEXTS) this.#texts.clear()
    this.#texts.add(text)
  }
}
