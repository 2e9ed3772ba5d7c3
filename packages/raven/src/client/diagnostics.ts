/** What the client says to the people who run the program: each thing once, in one line. */

/** Where lines go: nowhere, or to a function. */
export type DiagnosticsOption = false | ((line: string) => void)

const PREFIX = 'raven: '
const MAX_TOPICS = 100

/** Says each topic once. */
export class Diagnostics {
  readonly #said = new Set<string>()
  readonly #write: (line: string) => void

  constructor(write: (line: string) => void) {
    this.#write = write
  }

  /** Says `line` unless `topic` was spoken of before. Never throws. */
  say(topic: string, line: string): void {
    if (this.#said.has(topic) || this.#said.size >= MAX_TOPICS) return
    this.#said.add(topic)
    try {
      this.#write(`${PREFIX}${line}`)
    } catch {
      // the program's own function failed at listening; there is nobody else to tell
    }
  }
}
