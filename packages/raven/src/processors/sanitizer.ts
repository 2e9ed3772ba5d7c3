/**
 * The last step before an event is kept or sent: what must not be read is masked.
 *
 * Judges by name, in everything a program or a hook can put into an event. Nothing is changed in
 * place; what holds nothing to mask is passed on as it is, which also keeps the identity of frames.
 */

import type { Event } from '../protocol/event.ts'
import { maskPairs } from './mask-pairs.ts'
import { collectedTest, everywhereTest, type KeyTest } from './sensitive-keys.ts'

/** What stands in the place of a masked value. */
export const MASK = '[Filtered]'

/** One masked place and the reason. */
export interface Masked {
  /** Dotted path into the event. */
  readonly path: string
  /** In words: which rule matched. */
  readonly why: string
}

/** An event as it may leave, and what was masked in it. */
export interface Sanitized {
  readonly event: Event
  readonly masked: readonly Masked[]
}

/** Attributes that name the event itself and hold nothing of a person. */
const EXEMPT = new Set([
  'event_id',
  'timestamp',
  'platform',
  'level',
  'release',
  'sdk',
  'modules',
  'fingerprint',
])
const MAX_DEPTH = 32

/** Masks events by the names of their attributes. */
export class Sanitizer {
  readonly #everywhere: KeyTest
  readonly #collected: KeyTest
  readonly #isClean: (value: object) => boolean

  /**
   * `sanitizeKeys` are further names, matched as part of a name without case. What `isClean` knows is
   * passed over, because it was masked before.
   */
  constructor(
    sanitizeKeys: readonly string[] = [],
    isClean: (value: object) => boolean = () => false,
  ) {
    this.#everywhere = everywhereTest(sanitizeKeys)
    this.#collected = collectedTest(sanitizeKeys)
    this.#isClean = isClean
  }

  sanitize(event: Event): Sanitized {
    const masked: Masked[] = []
    const clean: Record<string, unknown> = { ...event }
    for (const [key, value] of Object.entries(event)) {
      if (!EXEMPT.has(key)) clean[key] = this.#walk(key, masked).visit(value)
    }
    return { event: clean, masked }
  }

  /** One attribute by itself, as {@link sanitize} would leave it. */
  sanitizePart(attribute: string, value: unknown): unknown {
    return this.#walk(attribute, []).visit(value)
  }

  #walk(attribute: string, masked: Masked[]): Walk {
    const inRequest = attribute === 'request'
    const test = inRequest ? this.#collected : this.#everywhere
    return new Walk({ attribute, inRequest, test, isClean: this.#isClean, masked })
  }
}

/** How to judge within one attribute. */
interface Rules {
  readonly attribute: string
  /** Text in a request may be made of pairs. */
  readonly inRequest: boolean
  readonly test: KeyTest
  readonly isClean: (value: object) => boolean
  readonly masked: Masked[]
}

/** One walk through one attribute. Copies only what it changes. */
class Walk {
  readonly #rules: Rules
  /** Where we are below the attribute. */
  readonly #path: (string | number)[] = []

  constructor(rules: Rules) {
    this.#rules = rules
  }

  visit(value: unknown): unknown {
    if (typeof value === 'string') return this.#rules.inRequest ? this.#text(value) : value
    if (typeof value !== 'object' || value === null || this.#rules.isClean(value)) return value
    if (this.#path.length >= MAX_DEPTH) return MASK
    return Array.isArray(value) ? this.#list(value) : this.#object(value)
  }

  #list(list: readonly unknown[]): unknown {
    const [key, value] = list
    if (list.length === 2 && typeof key === 'string' && this.#isSensitive(key, value))
      return [key, this.#mask(1, key)]
    let copy: unknown[] | undefined
    for (let i = 0; i < list.length; i++) {
      const clean = this.#below(i, list[i])
      if (clean !== list[i]) (copy ??= [...list])[i] = clean
    }
    return copy ?? list
  }

  #object(object: object): unknown {
    let copy: Record<string, unknown> | undefined
    for (const [key, value] of Object.entries(object)) {
      const clean = this.#isSensitive(key, value) ? this.#mask(key, key) : this.#below(key, value)
      if (clean !== value) define((copy ??= { ...object }), key, clean)
    }
    return copy ?? object
  }

  #below(key: string | number, value: unknown): unknown {
    if (typeof value !== 'object' && typeof value !== 'string') return value
    this.#path.push(key)
    const clean = this.visit(value)
    this.#path.pop()
    return clean
  }

  #isSensitive(key: string, value: unknown): boolean {
    return value !== null && value !== undefined && this.#rules.test(key)
  }

  #mask(at: string | number, key: string): string {
    this.#note(`the name "${key}" is sensitive`, at)
    return MASK
  }

  /** Text like `a=1&b=2` or `a=1; b=2` is judged pair by pair. */
  #text(text: string): string {
    if (!text.includes('=')) return text
    const clean = maskPairs(text, this.#rules.test, MASK)
    if (clean !== text) this.#note('a name inside the text is sensitive')
    return clean
  }

  #note(why: string, ...below: (string | number)[]): void {
    this.#rules.masked.push({
      path: [this.#rules.attribute, ...this.#path, ...below].join('.'),
      why,
    })
  }
}

/** As data, also for a key called `__proto__`. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
