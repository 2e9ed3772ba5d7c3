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

  /** `sanitizeKeys` are further names, matched as part of a name without case. */
  constructor(sanitizeKeys: readonly string[] = []) {
    this.#everywhere = everywhereTest(sanitizeKeys)
    this.#collected = collectedTest(sanitizeKeys)
  }

  sanitize(event: Event): Sanitized {
    const masked: Masked[] = []
    const clean: Record<string, unknown> = { ...event }
    for (const [key, value] of Object.entries(event)) {
      if (EXEMPT.has(key)) continue
      const test = key === 'request' ? this.#collected : this.#everywhere
      clean[key] = walk(value, { path: key, test, masked, depth: 0 })
    }
    return { event: clean, masked }
  }
}

/** Where in the event we are, and how to judge there. */
interface Here {
  readonly path: string
  readonly test: KeyTest
  readonly masked: Masked[]
  readonly depth: number
}

function walk(value: unknown, here: Here): unknown {
  if (typeof value === 'string') return maskText(value, here)
  if (typeof value !== 'object' || value === null) return value
  if (here.depth >= MAX_DEPTH) return MASK
  return Array.isArray(value) ? walkList(value, here) : walkObject(value, here)
}

function walkList(list: readonly unknown[], here: Here): unknown {
  const pair = maskedPair(list, here)
  if (pair) return pair
  let copy: unknown[] | undefined
  for (let i = 0; i < list.length; i++) {
    const clean = walk(list[i], { ...here, path: `${here.path}.${i}`, depth: here.depth + 1 })
    if (clean !== list[i]) (copy ??= [...list])[i] = clean
  }
  return copy ?? list
}

/** `[name, value]`, as headers and query strings may come. */
function maskedPair(list: readonly unknown[], here: Here): readonly unknown[] | undefined {
  const [key, value] = list
  if (list.length !== 2 || typeof key !== 'string' || value === null || !here.test(key))
    return undefined
  return [key, mask(`${here.path}.1`, key, here)]
}

function walkObject(object: object, here: Here): unknown {
  let copy: Record<string, unknown> | undefined
  for (const [key, value] of Object.entries(object)) {
    const path = `${here.path}.${key}`
    const hit = value !== null && value !== undefined && here.test(key)
    const clean: unknown = hit
      ? mask(path, key, here)
      : walk(value, { ...here, path, depth: here.depth + 1 })
    if (clean !== value) set((copy ??= { ...object }), key, clean)
  }
  return copy ?? object
}

/** As data, also for a key called `__proto__`. */
function set(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

function mask(path: string, key: string, here: Here): string {
  here.masked.push({ path, why: `the name "${key}" is sensitive` })
  return MASK
}

/** Inside a request, text like `a=1&b=2` or `a=1; b=2` is judged pair by pair. */
function maskText(text: string, here: Here): string {
  if (!here.path.startsWith('request.') || !text.includes('=')) return text
  const clean = maskPairs(text, here.test, MASK)
  if (clean !== text)
    here.masked.push({ path: here.path, why: 'a name inside the text is sensitive' })
  return clean
}
