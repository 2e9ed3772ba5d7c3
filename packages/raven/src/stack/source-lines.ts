/**
 * The lines around the line that failed.
 *
 * Files are read once and kept while few; a file that cannot be read, is too large or has no such
 * line gives a frame without source, which is no loss worth a word.
 */

/** Source around one line. */
export interface SourceLines {
  readonly pre_context: readonly string[]
  readonly context_line: string
  readonly post_context: readonly string[]
}

/** Lines shown before and after. */
const AROUND = 5
const MAX_FILES = 64
/** Larger files are not read for their lines. */
const MAX_SOURCE_BYTES = 512 * 1024
const MAX_LINE = 240

/** How long a file is taken to be as it was; a frame made later shows what is there then. */
const MAX_AGE_MS = 5_000

/** The text of a file; undefined where there is none, or more than so many bytes. */
export type ReadText = (path: string, maxBytes: number) => string | undefined

interface KnownFile {
  readonly lines: readonly string[] | undefined
  readonly readAt: number
}

/** Reads files, keeping the last few as lines. */
export class SourceReader {
  readonly #files = new Map<string, KnownFile>()
  readonly #readText: ReadText
  readonly #now: () => number

  /** `now` answers milliseconds, of any clock. */
  constructor(readText: ReadText, now: () => number) {
    this.#readText = readText
    this.#now = now
  }

  /** The lines around `line` (1-based); `column` decides which part of a very long line is shown. */
  around(path: string, line: number, column: number): SourceLines | undefined {
    const lines = this.#lines(path)
    return lines && linesAround(lines, line, column)
  }

  #lines(path: string): readonly string[] | undefined {
    const known = this.#files.get(path)
    const readAt = this.#now()
    if (known && readAt - known.readAt < MAX_AGE_MS) return known.lines
    if (!known && this.#files.size >= MAX_FILES) this.#forgetOldest()
    const text = sourceText(path, this.#readText)
    // of a file that is gone by now, what was read is what ran
    const lines = text === undefined ? known?.lines : linesOf(text)
    this.#files.set(path, { lines, readAt })
    return lines
  }

  #forgetOldest(): void {
    for (const oldest of this.#files.keys()) {
      this.#files.delete(oldest)
      return
    }
  }
}

/** The text of a source. What is too large, or has a zero in it, is none, whatever the file is called. */
export function sourceText(path: string, readText: ReadText): string | undefined {
  const text = readText(path, MAX_SOURCE_BYTES)
  return text?.includes('\0') === true ? undefined : text
}

/** The lines around a place of a text that was read already. */
export function linesAround(
  lines: readonly string[],
  line: number,
  column: number,
): SourceLines | undefined {
  const hit = lines[line - 1]
  if (hit === undefined) return undefined
  return {
    pre_context: lines.slice(Math.max(0, line - 1 - AROUND), line - 1).map(cutEnd),
    context_line: cutAround(hit, column),
    post_context: lines.slice(line, line + AROUND).map(cutEnd),
  }
}

/** The same, of a text of which nothing else is needed: it is not taken apart as a whole. */
export function linesInText(text: string, line: number, column: number): SourceLines | undefined {
  const first = Math.max(1, line - AROUND)
  const start = startOfLine(text, first)
  if (start === -1) return undefined
  const end = startOfLine(text, line + AROUND - first + 2, start)
  const lines = linesOf(text.slice(start, end === -1 ? undefined : end))
  return linesAround(lines, line - first + 1, column)
}

/** Where a line begins, 1 being the one at `from`; -1 where there is none. */
export function startOfLine(text: string, line: number, from = 0): number {
  let start = from
  for (let left = line; left > 1; left--) {
    start = text.indexOf('\n', start) + 1
    if (start === 0) return -1
  }
  return start
}

/** The lines of a text. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/)
}

function cutEnd(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} {snip}` : line
}

/** Minified code is one long line: the part around the column is what people need. */
function cutAround(line: string, column: number): string {
  if (line.length <= MAX_LINE) return line
  const start = Math.max(0, Math.min(column - 1 - MAX_LINE / 2, line.length - MAX_LINE))
  const end = start + MAX_LINE
  return `${start > 0 ? '{snip} ' : ''}${line.slice(start, end)}${end < line.length ? ' {snip}' : ''}`
}

/** Text may name any file of this machine; only what looks like a program's source is shown. */
export function isScript(path: string): boolean {
  return SCRIPTS.test(path.slice(-MAX_ENDING))
}

const SCRIPTS = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/i
const MAX_ENDING = 8
