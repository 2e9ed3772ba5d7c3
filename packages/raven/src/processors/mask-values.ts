/** Secrets that are known by what they look like, wherever they stand in a text. */

import { decodeLoosely } from '../values/percent.ts'
import { maskCards } from './card-number.ts'
import { CleanTexts } from './clean-texts.ts'
import { replaceLongRuns } from './long-runs.ts'
import { isRandomToken, MIN_TOKEN } from './random-token.ts'
import { KNOWN_SECRET, secretKind } from './secret-shapes.ts'

/** A text as it may leave, and what was found in it, in words. */
export interface MaskedValue {
  readonly text: string
  readonly why?: string
}

/** Nothing shorter is looked for; the shortest is a URL with a password. */
const SHORTEST = 7
/** A secret of one's own that is shorter is a word that may stand anywhere. */
const MIN_OWN = 12

const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g
const USER_INFO = /(:\/\/[^\s/?#:@"'<>]{0,100}:)[^\s/?#"'<>]{1,300}(?=@)/g
const SCHEME = /\b(bearer|basic)((?:\s|%20){1,10})([\w.~+/=-]{8,})/gi
const TOKEN = new RegExp(String.raw`(?<![A-Za-z0-9+/_%-])[A-Za-z0-9+/_-]{${MIN_TOKEN},}={0,2}`, 'g')
const ESCAPE = /%[0-9a-f]{2}/i
const BETWEEN = /([\s&=?#;"'<>,]+)/
const IN_PICTURE = /(?:image|font|audio|video)\/[\w.+-]{1,40};(?:[\w=-]{1,40};)?base64,$/
const PICTURE = /^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|PHN2Zy|AAABAA|Qk[01])/
const MAX_TYPE = 100

/** How a {@link ValueMasker} judges. */
export interface ValueMaskerOptions {
  readonly mask: string
  /** Secrets that are known to the letter; they may become more. Default none. */
  readonly own?: ReadonlySet<string>
  /** Whether tokens of no known service are looked for. Default true. */
  readonly judgesTokens?: boolean
}

/** Masks by value. */
export class ValueMasker {
  readonly #mask: string
  readonly #own: ReadonlySet<string>
  readonly #judgesTokens: boolean
  readonly #clean: CleanTexts

  constructor({ mask, own = new Set(), judgesTokens = true }: ValueMaskerOptions) {
    this.#mask = mask
    this.#own = own
    this.#clean = new CleanTexts(own)
    this.#judgesTokens = judgesTokens
  }

  /** The text, itself where nothing was found. */
  mask(text: string): MaskedValue {
    if (text.length < SHORTEST || this.#clean.has(text)) return { text }
    const masked =
      text.includes('%') && ESCAPE.test(text) ? this.#encoded(text) : this.#search(text)
    if (masked.why === undefined) this.#clean.add(text)
    return masked
  }

  /** What is encoded for a URL is judged as its receiver reads it, piece by piece. */
  #encoded(text: string): MaskedValue {
    let why: string | undefined
    const pieces = text.split(BETWEEN).map((piece) => {
      if (!ESCAPE.test(piece)) return piece
      const found = this.#search(decodeLoosely(piece))
      why ??= found.why
      return found.why === undefined ? piece : encodeAround(found.text, this.#mask)
    })
    const whole = this.#search(pieces.join(''))
    why ??= whole.why
    return why === undefined ? { text } : { text: whole.text, why }
  }

  #search(text: string): MaskedValue {
    const mask = this.#mask
    let now = text
    let why: string | undefined
    const note = (next: string, what: string): void => {
      if (next === now) return
      why ??= `it holds ${what}`
      now = next
    }
    for (const secret of this.#own)
      if (secret.length >= MIN_OWN) note(now.replaceAll(secret, mask), "the DSN's secret")
    if (now.includes('PRIVATE KEY')) note(now.replaceAll(PRIVATE_KEY, mask), 'a private key')
    if (now.includes('://') && now.includes('@'))
      note(now.replaceAll(USER_INFO, `$1${mask}`), 'a password in a URL')
    note(maskCredentials(now, mask), 'credentials of an HTTP request')
    note(maskCards(now, mask), 'a card number')
    let kind = ''
    const runs = replaceLongRuns(now, (run, at) => {
      const before = now.slice(Math.max(0, at - MAX_TYPE), at)
      const known = maskKnown(run, before.slice(-1), mask)
      const found = this.#judgesTokens ? maskTokens(known.text, before, mask) : known
      kind ||= known.kind || found.kind
      return found.text
    })
    note(runs, kind)
    return why === undefined ? { text } : { text: now, why }
  }
}

/** Encoded again, but for the mask, which should be read. */
function encodeAround(text: string, mask: string): string {
  return text.split(mask).map(encodeLoosely).join(mask)
}

function encodeLoosely(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    return text // half of a surrogate pair
  }
}

function maskCredentials(text: string, mask: string): string {
  return text.replaceAll(SCHEME, (match, scheme: string, gap: string, token: string) => {
    const isOne = scheme.length === 'basic'.length ? isBasic(token) : /\d|[a-z][A-Z]/.test(token)
    return isOne ? `${scheme}${gap}${mask}` : match
  })
}

/** `name:password` in base64 (RFC 7617), whatever path it may stand in. */
function isBasic(token: string): boolean {
  const start = token.search(/[^A-Za-z0-9+/]|\/[^/]*\./)
  return [token, start === -1 ? token : token.slice(0, start)].some(holdsColon)
}

function holdsColon(base64: string): boolean {
  try {
    return atob(base64).includes(':')
  } catch {
    return false // a sentence about basic something
  }
}

interface MaskedRun {
  readonly text: string
  readonly kind: string
}

/** A run may hold several. A shape begins where a word begins, for which the letter before the run counts. */
function maskKnown(run: string, before: string, mask: string): MaskedRun {
  let kind = ''
  const text = (before + run).replaceAll(KNOWN_SECRET, (match) => {
    kind ||= secretKind(match)
    return mask
  })
  return { text: text.slice(before.length), kind }
}

/** What follows the `%` of an escape is judged where it is decoded, and what follows a picture's head belongs to it. */
function maskTokens(run: string, before: string, mask: string): MaskedRun {
  let kind = ''
  const text = run.replaceAll(TOKEN, (token, at: number) => {
    const goesOn = at === 0 && (before.endsWith('%') || IN_PICTURE.test(before))
    if (goesOn || PICTURE.test(token) || !isRandomToken(token)) return token
    kind ||= 'a long random token'
    return mask
  })
  return { text, kind }
}
