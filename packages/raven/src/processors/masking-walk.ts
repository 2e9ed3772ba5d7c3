/** One walk through one attribute of an event. Copies only what it changes. */

import { maskText } from './mask-text.ts'
import { isCount, type KeyTest } from './sensitive-keys.ts'

/** What stands in the place of a masked value. */
export const MASK = '[Filtered]'

/** One masked place and the reason. */
export interface Masked {
  /** Dotted path into the event. */
  readonly path: string
  /** In words: which rule matched. */
  readonly why: string
}

/** How to judge within one attribute. */
export interface WalkRules {
  readonly attribute: string
  readonly test: KeyTest
  /** Pieces that were masked before. */
  readonly isClean: (value: object) => boolean
  /** Where masked places are noted. */
  readonly masked: Masked[]
}

const MAX_DEPTH = 32
/** Values in one attribute; ours are far smaller, and a hook's are bounded before they come here. */
const MAX_VALUES = 200_000
/** Program text is no data: what looks like a name in it is one of many words. */
const SOURCE = new Set(['pre_context', 'context_line', 'post_context'])
const WITH_FRAMES = new Set(['exception', 'threads'])
/** Names of headers and parameters; a sentence is none. */
const NAME = /^[\w.[\]$-]{1,100}$/

/** Masks by name. The caller's data must be plain JSON; it is not changed. */
export class MaskingWalk {
  readonly #rules: WalkRules
  /** Where we are below the attribute. */
  readonly #path: (string | number)[] = []
  #left = MAX_VALUES

  constructor(rules: WalkRules) {
    this.#rules = rules
  }

  /** The attribute's value, itself where nothing in it is masked. */
  attribute(value: unknown): unknown {
    const { attribute } = this.#rules
    return this.#isSensitive(attribute, value) ? this.#mask(attribute) : this.#visit(value)
  }

  #visit(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value)
    if (typeof value !== 'object' || value === null || this.#rules.isClean(value)) return value
    if (this.#path.length >= MAX_DEPTH || this.#left-- <= 0) return this.#tooMuch()
    return Array.isArray(value) ? this.#list(value) : this.#object(value)
  }

  #list(list: readonly unknown[]): unknown {
    const inPairs = isPairs(list)
    let copy: unknown[] | undefined
    for (let i = 0; i < list.length; i++) {
      const name: unknown = inPairs && i % 2 === 1 ? list[i - 1] : undefined
      const clean = this.#judge(i, typeof name === 'string' ? name : '', list[i])
      if (clean !== list[i]) (copy ??= [...list])[i] = clean
    }
    return copy ?? list
  }

  #object(object: object): unknown {
    const said = saidName(object)
    let copy: Record<string, unknown> | undefined
    for (const [key, value] of Object.entries<unknown>({ ...object })) {
      if (SOURCE.has(key) && WITH_FRAMES.has(this.#rules.attribute)) continue
      const named = key === 'value' && said !== undefined ? this.#judge(key, said, value) : value
      const clean = named === value ? this.#judge(key, key, value) : named
      if (clean !== value) define((copy ??= { ...object }), key, clean)
    }
    return copy ?? object
  }

  /** The value at `at`, masked as a whole when `name` is sensitive. */
  #judge(at: string | number, name: string, value: unknown): unknown {
    if (typeof value !== 'object' && typeof value !== 'string' && !this.#isSensitive(name, value))
      return value
    this.#path.push(at)
    const clean = this.#isSensitive(name, value) ? this.#mask(name) : this.#visit(value)
    this.#path.pop()
    return clean
  }

  #isSensitive(name: string, value: unknown): boolean {
    return value !== null && value !== undefined && this.#rules.test(name) && !isCount(name, value)
  }

  #mask(name: string): string {
    this.#note(`the name "${name}" is sensitive`)
    return MASK
  }

  #tooMuch(): string {
    this.#note('too deep or too much to be judged')
    return MASK
  }

  /** Within a request, text may be made of pairs, or be a body. */
  #text(text: string): string {
    if (this.#rules.attribute !== 'request') return text
    const clean = maskText(text, {
      isSensitive: this.#rules.test,
      mask: MASK,
      maskJson: (value) => new MaskingWalk({ ...this.#rules, masked: [] }).#visit(value),
    })
    if (clean !== text) this.#note('a name inside the text is sensitive')
    return clean
  }

  #note(why: string): void {
    this.#rules.masked.push({ path: [this.#rules.attribute, ...this.#path].join('.'), why })
  }
}

/** Names and values in turn, as raw headers and `[name, value]` come. */
function isPairs(list: readonly unknown[]): boolean {
  if (list.length === 0 || list.length % 2 === 1) return false
  return list.every((item, i) => i % 2 === 1 || (typeof item === 'string' && NAME.test(item)))
}

/** `{ name: 'authorization', value: '…' }`, as some list their headers. */
function saidName(object: object): string | undefined {
  if (!('value' in object)) return undefined
  const name = 'name' in object ? object.name : 'key' in object ? object.key : undefined
  return typeof name === 'string' ? name : undefined
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
