/**
 * The `mappings` of a source map, read from front to back and no further than asked.
 *
 * Every number is a difference from the one before, so there is no jumping in. But most maps are asked
 * for a handful of places, so nothing is unpacked: the text is walked, and where the walk has been is
 * marked now and then, so that the next question starts nearby.
 */

/** What the map says of one piece of generated code. Lines and columns are 0-based. */
export interface Segment {
  /** Where the piece begins in its generated line. */
  readonly generatedColumn: number
  /** Undefined for code that has no source. */
  readonly origin: Origin | undefined
}

/** Where a piece came from. */
export interface Origin {
  /** Index in `sources`. */
  readonly source: number
  readonly line: number
  readonly column: number
  /** Index in `names`; undefined where the piece has none. */
  readonly name: number | undefined
}

/** How far a walk has come: all sums so far. */
interface Walk {
  at: number
  line: number
  column: number
  source: number
  originalLine: number
  originalColumn: number
  name: number
  /** How many numbers the last segment of the present line has; 0 before the first. */
  width: number
}

const COMMA = 44
const SEMICOLON = 59
/** In characters: some two hundred pieces, which are walked in a few microseconds; a mark takes a hundred bytes. */
const MARK_EVERY = 1024
const START: Walk = {
  at: 0,
  line: 0,
  column: 0,
  source: 0,
  originalLine: 0,
  originalColumn: 0,
  name: 0,
  width: 0,
}

/** Answers for the `mappings` of one map. Text that is no mapping ends it: what came before still counts. */
export class Mappings {
  readonly #text: string
  readonly #marks: Walk[] = [START]
  /** The numbers of the segment that is being read. */
  readonly #numbers = new Int32Array(5)

  #isBroken = false

  constructor(text: string) {
    this.#text = text
  }

  /** Whether there is one segment at least; looks at the first. */
  get isUsable(): boolean {
    return this.#read({ ...START, at: /[^;,]|$/.exec(this.#text)?.index ?? 0 }) > 0
  }

  /** Whether a walk came upon text that is no mapping. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /** The last segment of the line that begins at the column or before it. */
  find(line: number, column: number): Segment | undefined {
    const walk = { ...this.#nearest(line, column) }
    while (walk.at < this.#text.length) {
      const code = this.#text.charCodeAt(walk.at)
      if (code === COMMA) walk.at++
      else if (code === SEMICOLON) {
        if (walk.line === line) break
        nextLine(walk)
        this.#mark(walk)
      } else {
        const width = this.#read(walk)
        if (width === 0) {
          this.#isBroken = true
          break
        }
        if (walk.line === line && walk.column + (this.#numbers[0] ?? 0) > column) break
        this.#add(walk, width)
        this.#mark(walk)
      }
    }
    return walk.line === line ? segmentOf(walk) : undefined
  }

  #nearest(line: number, column: number): Walk {
    const isBefore = (mark: Walk) =>
      mark.line < line || (mark.line === line && mark.column <= column)
    let low = 0
    for (let high = this.#marks.length - 1; low < high;) {
      const middle = (low + high + 1) >> 1
      const mark = this.#marks[middle]
      if (mark && isBefore(mark)) low = middle
      else high = middle - 1
    }
    return this.#marks[low] ?? START
  }

  #mark(walk: Walk): void {
    const last = this.#marks.at(-1)
    if (last && walk.at >= last.at + MARK_EVERY) this.#marks.push({ ...walk })
  }

  #add(walk: Walk, width: number): void {
    const numbers = this.#numbers // taken apart as a list it would cost five times as much
    walk.column += numbers[0] ?? 0
    walk.width = width
    if (width === 1) return
    walk.source += numbers[1] ?? 0
    walk.originalLine += numbers[2] ?? 0
    walk.originalColumn += numbers[3] ?? 0
    if (width === MAX_WIDTH) walk.name += numbers[4] ?? 0
  }

  /** Base 64, six bits a digit: one says whether more follow, five are the number, the lowest its sign. */
  #read(walk: Walk): number {
    const text = this.#text
    let count = 0
    let value = 0
    let shift = 0
    for (; walk.at < text.length; walk.at++) {
      const code = text.charCodeAt(walk.at)
      if (code === COMMA || code === SEMICOLON) break
      const digit = DIGITS[code] ?? NONE
      if (digit === NONE || shift > MAX_SHIFT || count === MAX_WIDTH) return 0
      value |= (digit & 31) << shift
      shift += 5
      if ((digit & 32) !== 0) continue
      this.#numbers[count++] = (value & 1) === 1 ? -(value >>> 1) : value >>> 1
      value = 0
      shift = 0
    }
    return shift === 0 && WIDTHS.includes(count) ? count : 0
  }
}

function nextLine(walk: Walk): void {
  walk.at++
  walk.line++
  walk.column = 0
  walk.width = 0
}

function segmentOf(walk: Walk): Segment | undefined {
  if (walk.width === 0) return undefined
  const origin = {
    source: walk.source,
    line: walk.originalLine,
    column: walk.originalColumn,
    name: walk.width === MAX_WIDTH ? walk.name : undefined,
  }
  return { generatedColumn: walk.column, origin: walk.width === 1 ? undefined : origin }
}

/** Generated column alone, or with source, line and column, or with a name besides. */
const WIDTHS: readonly number[] = [1, 4, 5]
const MAX_WIDTH = 5
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NONE = 255
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = ALPHABET.indexOf(String.fromCharCode(code))
  return value === -1 ? NONE : value
})
/** 32 bits take seven digits. */
const MAX_SHIFT = 30
