/**
 * The last step before an event is kept or sent: what must not be read is masked.
 *
 * Judges by name, in everything a program or a hook can put into an event. Nothing is changed in
 * place; what holds nothing to mask is passed on as it is, which also keeps the identity of frames.
 */

import type { Event } from '../protocol/event.ts'
import { maskMessage } from './mask-message.ts'
import { MaskingWalk, type Masked } from './masking-walk.ts'
import { collectedTest, everywhereTest, type KeyTest } from './sensitive-keys.ts'

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

/** Masks events by the names of their attributes. Events are plain JSON data. */
export class Sanitizer {
  readonly #everywhere: KeyTest
  readonly #collected: KeyTest
  readonly #isClean: (value: object) => boolean

  /**
   * `sanitizeKeys` are further names, matched as part of a name without case. What `isClean` knows is
   * passed over, because it was masked before. `tests` judge names instead of the built-in lists.
   */
  constructor(
    sanitizeKeys: readonly string[] = [],
    isClean: (value: object) => boolean = () => false,
    tests?: { readonly everywhere: KeyTest; readonly collected: KeyTest },
  ) {
    this.#everywhere = tests?.everywhere ?? everywhereTest(sanitizeKeys)
    this.#collected = tests?.collected ?? collectedTest(sanitizeKeys)
    this.#isClean = isClean
  }

  /** The event as it may leave, and the places that were masked. */
  sanitize(event: Event): Sanitized {
    const masked: Masked[] = []
    const clean: [string, unknown][] = Object.entries(event).map(([key, value]) => [
      key,
      this.#attribute(key, value, masked),
    ])
    return { event: Object.fromEntries(clean), masked }
  }

  /** One attribute by itself, as {@link sanitize} would leave it. */
  sanitizePart(attribute: string, value: unknown): unknown {
    return this.#attribute(attribute, value, [])
  }

  #attribute(attribute: string, value: unknown, masked: Masked[]): unknown {
    if (EXEMPT.has(attribute)) return value
    const test = attribute === 'request' ? this.#collected : this.#everywhere
    const walk = new MaskingWalk({ attribute, test, isClean: this.#isClean, masked })
    const clean = walk.attribute(value)
    return attribute === 'logentry' ? maskMessage(value, clean) : clean
  }
}
