/**
 * Tells keywords, strings, comments, numbers and calls apart in a piece of source.
 *
 * It reads each character once. A piece begins anywhere in a file, so it can be wrong about a
 * comment or text that began before; it then colours wrongly and loses nothing.
 */

import type { Language } from './languages.ts'

/** What a token is; also its class in the page. */
export type TokenKind = 'plain' | 'keyword' | 'string' | 'comment' | 'number' | 'call'

/** A piece of one line. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

const WORD = /[\p{L}\p{Nl}_$@#][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$]*/uy
const NUMBER = /0[xob][\da-f_]+n?|\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?n?/iy
const SINGLE_QUOTED = /'(?:[^'\\]|\\.)*'?/sy
const DOUBLE_QUOTED = /"(?:[^"\\]|\\.)*"?/sy
const REGEXP = /\/(?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[a-z]*/sy
const TEMPLATE_TEXT = /(?:[^`\\$]|\\.|\$(?!\{))*/sy
const SPACE = /\s+/y
/** After these, a slash divides; after anything else it begins a regular expression. */
const DIVIDABLE = /[\w$)\]}'"`]/
const BEFORE_REGEXP = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'do',
  'else',
  'void',
  'await',
  'yield',
])

/** Source lines as tokens; joined, the tokens of a line are the line. */
export function highlight(
  lines: readonly string[],
  language: Language,
): readonly (readonly Token[])[] {
  const scanner = new Scanner(language, beginsInComment(lines, language))
  return lines.map((line) => scanner.line(line))
}

/** Whether the piece begins inside a comment: it ends one that it does not begin. */
function beginsInComment(lines: readonly string[], language: Language): boolean {
  if (!language.blockComments) return false
  const text = lines.join('\n')
  const end = text.indexOf('*/')
  const start = text.indexOf('/*')
  return end !== -1 && (start === -1 || end < start)
}

class Scanner {
  readonly #language: Language
  /** What must come before code goes on: the end of a comment, a long string or a template. */
  #until: string | undefined
  /** For each template whose `${…}` we are in, how many braces are open within. */
  readonly #braces: number[] = []
  #text = ''
  #at = 0
  #tokens: Token[] = []
  /** The last word or sign that was no space; decides what a slash means. */
  #before = ''
  #triedRegexp = false

  constructor(language: Language, inComment: boolean) {
    this.#language = language
    this.#until = inComment ? '*/' : undefined
  }

  line(text: string): readonly Token[] {
    this.#text = text
    this.#at = 0
    this.#tokens = []
    this.#before = ''
    this.#triedRegexp = false
    while (this.#at < text.length) this.#step()
    return this.#tokens
  }

  #step(): void {
    if (this.#until === '`') this.#template()
    else if (this.#until !== undefined)
      this.#long(this.#until, this.#until === '*/' ? 'comment' : 'string')
    else if (!this.#comment() && !this.#quoted() && !this.#slash()) this.#code()
  }

  #comment(): boolean {
    const { lineComment, blockComments } = this.#language
    if (lineComment !== undefined && this.#startsWith(lineComment)) {
      this.#push('comment', this.#text.slice(this.#at))
      return true
    }
    if (!blockComments || !this.#startsWith('/*')) return false
    this.#push('comment', '/*')
    this.#until = '*/'
    return true
  }

  #quoted(): boolean {
    const long = this.#language.longQuotes.find((quote) => this.#startsWith(quote))
    if (long !== undefined) {
      this.#push('string', long)
      this.#until = long
      return true
    }
    if (this.#language.templates && this.#startsWith('`')) {
      this.#push('string', '`')
      this.#until = '`'
      return true
    }
    return this.#take(SINGLE_QUOTED, 'string') || this.#take(DOUBLE_QUOTED, 'string')
  }

  #slash(): boolean {
    if (!this.#language.templates || this.#triedRegexp || !this.#startsWith('/')) return false
    if (DIVIDABLE.test(this.#before.slice(-1)) && !BEFORE_REGEXP.has(this.#before)) return false
    // One failed attempt has read to the end of the line; another would only read it again.
    this.#triedRegexp = !this.#take(REGEXP, 'string')
    return !this.#triedRegexp
  }

  #code(): void {
    if (this.#take(SPACE, 'plain') || this.#take(NUMBER, 'number') || this.#word()) return
    const sign = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0)
    this.#push('plain', sign)
    this.#brace(sign)
  }

  #word(): boolean {
    const word = this.#match(WORD)
    if (word === undefined) return false
    const called = this.#text.charAt(this.#at + word.length) === '('
    if (this.#language.keywords.has(word) && !this.#before.endsWith('.'))
      this.#push('keyword', word)
    else this.#push(called ? 'call' : 'plain', word)
    return true
  }

  /** Keeps count of braces inside `${…}`, and goes back to the template after the last. */
  #brace(sign: string): void {
    const open = this.#braces.at(-1)
    if (open === undefined) return
    if (sign === '{') this.#braces[this.#braces.length - 1] = open + 1
    else if (sign === '}' && open > 0) this.#braces[this.#braces.length - 1] = open - 1
    else if (sign === '}') {
      this.#braces.pop()
      this.#until = '`'
    }
  }

  #template(): void {
    this.#take(TEMPLATE_TEXT, 'string')
    if (this.#startsWith('`')) {
      this.#push('string', '`')
      this.#until = undefined
    } else if (this.#startsWith('${')) {
      this.#push('plain', '${')
      this.#braces.push(0)
      this.#until = undefined
    } else if (this.#at < this.#text.length) this.#push('string', this.#text.slice(this.#at))
  }

  #long(end: string, kind: TokenKind): void {
    const found = this.#text.indexOf(end, this.#at)
    const stop = found === -1 ? this.#text.length : found + end.length
    if (found !== -1) this.#until = undefined
    this.#push(kind, this.#text.slice(this.#at, stop))
  }

  #startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#at)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0]
  }

  #take(pattern: RegExp, kind: TokenKind): boolean {
    const text = this.#match(pattern)
    if (text === undefined || text === '') return false
    this.#push(kind, text)
    return true
  }

  /** Adds to the tokens, as one with the last where their kind is the same. */
  #push(kind: TokenKind, text: string): void {
    this.#at += text.length
    if (text.trim() !== '') this.#before = text
    const last = this.#tokens.at(-1)
    if (last?.kind !== kind) this.#tokens.push({ kind, text })
    else this.#tokens[this.#tokens.length - 1] = { kind, text: last.text + text }
  }
}
