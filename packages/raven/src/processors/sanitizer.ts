/**
 * The last step before an event is kept or sent: what must not be read is masked.
 *
 * Judges by name and by value, in everything a program or a hook can put into an event. Nothing is changed in
 * place; what holds nothing to mask is passed on as it is, which also keeps the identity of frames.
 */

import type { Event } from '../protocol/event.ts'
import { CleanTexts } from './clean-texts.ts'
import { maskMessage } from './mask-message.ts'
import { setData } from '../values/set-data.ts'
import { ValueMasker } from './mask-values.ts'
import {
  MASK,
  MaskingWalk,
  nameHolds,
  type KnownPieces,
  type Masked,
  type WalkRules,
} from './masking-walk.ts'
import { collectedTest, everywhereTest, type KeyTest } from './sensitive-keys.ts'

/** An event as it may leave, and what was masked in it. */
export interface Sanitized {
  readonly event: Event
  readonly masked: readonly Masked[]
}

/** They name the event and the program, and are made to be found again. */
const EXEMPT = new Set(['event_id', 'release'])
/** Their words are no data: `jsonwebtoken` is a package. */
const BY_VALUE = new Set(['timestamp', 'platform', 'level', 'sdk', 'modules', 'fingerprint'])

/** How a sanitizer judges. */
export interface SanitizerOptions {
  /** Further names, matched as part of a name without case. Default none. */
  readonly sanitizeKeys?: readonly string[]
  /** Pieces that were masked before and are passed over. Default none. */
  readonly known?: KnownPieces
  /** Secrets to mask to the letter; they may become more. Default none. */
  readonly secrets?: ReadonlySet<string>
  /** Judges names instead of the built-in lists, and then values are not looked at. */
  readonly only?: KeyTest
}

/** How names are judged, and the texts in which nothing was found so. */
type Names = Pick<WalkRules, 'test' | 'clean'>

function namesBy(test: KeyTest, secrets: ReadonlySet<string>): Names {
  return { test, clean: new CleanTexts(secrets) }
}

/** Masks events. Events are plain JSON data. */
export class Sanitizer {
  readonly #everywhere: Names
  readonly #collected: Names
  readonly #anything: Names
  readonly #known: KnownPieces
  readonly #values: ValueMasker | undefined
  readonly #names: ValueMasker | undefined

  constructor({ sanitizeKeys = [], known, secrets = new Set(), only }: SanitizerOptions = {}) {
    this.#everywhere = namesBy(only ?? everywhereTest(sanitizeKeys), secrets)
    this.#collected = namesBy(only ?? collectedTest(sanitizeKeys), secrets)
    this.#anything = namesBy(() => false, secrets)
    this.#known = known ?? (() => undefined)
    if (only) return
    this.#values = new ValueMasker({ mask: MASK, own: secrets })
    this.#names = new ValueMasker({ mask: MASK, own: secrets, judgesTokens: false })
  }

  /** The event as it may leave, and the places that were masked. */
  sanitize(event: Event): Sanitized {
    const masked: Masked[] = []
    const clean: Record<string, unknown> = {}
    for (const key of Object.keys(event)) {
      const value: unknown = Reflect.get(event, key)
      const { text: name, why } = this.#names?.mask(key) ?? { text: key }
      if (why !== undefined) masked.push({ path: name, why: nameHolds(why) })
      setData(clean, name, this.#attribute(name, value, masked))
    }
    return { event: clean, masked }
  }

  /** A piece of an attribute by itself, and what was masked in it, with paths into the piece. */
  sanitizePiece(attribute: string, value: unknown): Piece {
    const masked: Masked[] = []
    const clean = this.#attribute(attribute, value, masked)
    const below = attribute.length + 1
    return {
      value: clean,
      masked: masked.map(({ path, why }) => ({ path: path.slice(below), why })),
    }
  }

  #namesFor(attribute: string): Names {
    if (BY_VALUE.has(attribute)) return this.#anything
    return attribute === 'request' ? this.#collected : this.#everywhere
  }

  #attribute(attribute: string, value: unknown, masked: Masked[]): unknown {
    if (EXEMPT.has(attribute)) return value
    const walk = new MaskingWalk({
      attribute,
      ...this.#namesFor(attribute),
      values: this.#values,
      names: this.#names,
      known: this.#known,
      masked,
    })
    const clean = walk.attribute(value)
    return attribute === 'logentry' ? maskMessage(value, clean) : clean
  }
}

/** A piece as it may leave. */
export interface Piece {
  readonly value: unknown
  readonly masked: readonly Masked[]
}
