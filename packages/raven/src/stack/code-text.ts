/** Generated code, to look for identifiers in: offsets, lines and columns, whole words. */

/** A place in code; both 1-based. */
export interface CodePosition {
  readonly line: number
  readonly column: number
}

const PART = /[\w$\u0080-\uffff]/
/** A name found more often than this is looked at no further: code may be made to cost time. */
const MAX_FINDS = 1_000

/** The text of one generated file. */
export class CodeText {
  readonly #text: string
  #starts: readonly number[] | undefined

  constructor(text: string) {
    this.#text = text
  }

  offsetOf({ line, column }: CodePosition): number {
    return (this.#lines()[line - 1] ?? this.#text.length) + column - 1
  }

  positionOf(offset: number): CodePosition {
    const starts = this.#lines()
    let low = 0
    for (let high = starts.length - 1; low < high;) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }

  slice(from: number, to: number): string {
    return this.#text.slice(Math.max(0, from), to)
  }

  /** Where the identifier stands between two offsets. */
  identifiers(name: string, from: number, to: number): number[] {
    const first = Math.max(0, from)
    const piece = this.#text.slice(first, to + name.length)
    return offsets(piece, name)
      .map((at) => first + at)
      .filter((at) => this.#isWhole(at, name.length))
  }

  /** Where a class of that name is declared: `class e`, `e=class`. */
  declarations(name: string): number[] {
    const declared = offsets(this.#text, `class ${name}`).map((at) => at + 'class '.length)
    const assigned = ['=class', ' = class'].flatMap((mark) => offsets(this.#text, name + mark))
    return [...declared, ...assigned]
      .filter((at) => this.#isWhole(at, name.length))
      .sort((a, b) => a - b)
  }

  #isWhole(at: number, length: number): boolean {
    const text = this.#text
    return !PART.test(text.charAt(at - 1)) && !PART.test(text.charAt(at + length))
  }

  #lines(): readonly number[] {
    return (this.#starts ??= [0, ...offsets(this.#text, '\n', Infinity).map((at) => at + 1)])
  }
}

function offsets(text: string, word: string, most = MAX_FINDS): number[] {
  const found: number[] = []
  for (let at = text.indexOf(word); at !== -1 && found.length < most;)
    at = text.indexOf(word, (found[found.push(at) - 1] ?? at) + word.length)
  return found
}
