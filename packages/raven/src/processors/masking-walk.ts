/** One walk through one attribute of an event. Copies only what it changes. */

import type { CleanTexts } from './clean-texts.ts'
import { maskText } from './mask-text.ts'
import type { MaskedValue, ValueMasker } from './mask-values.ts'
import { isCount, type KeyTest } from './sensitive-keys.ts'
import type { MaskedPlace } from '../values/fragments.ts'
import { isRecord } from '../values/json-object.ts'
import { isList } from '../values/kinds.ts'

type Fields = Readonly<Record<string, unknown>>

/** What stands in the place of a masked value. */
export const MASK = '[Filtered]'

/** One masked place of an event and the reason. */
export type Masked = MaskedPlace

/** What was masked in a piece before; undefined for pieces that were not looked at. */
export type KnownPieces = (piece: object) => readonly MaskedPlace[] | undefined

/** How to judge within one attribute. */
export interface WalkRules {
  readonly attribute: string
  readonly test: KeyTest
  /** Judges what a text looks like; absent where only names count. */
  readonly values: ValueMasker | undefined
  /** Judges what the name of a property looks like; absent where only names count. */
  readonly names: ValueMasker | undefined
  readonly known: KnownPieces
  /** Texts in which these very rules found nothing. */
  readonly clean: CleanTexts
  /** Where masked places are noted. */
  readonly masked: Masked[]
}

const MAX_DEPTH = 32
/** Values in one attribute; ours are far smaller, and a hook's are bounded before they come here. */
const MAX_VALUES = 200_000
/** Program text is no data: what looks like a name in it is one of many words. */
const BY_VALUE = new Set([
  'pre_context',
  'context_line',
  'post_context',
  'filename',
  'abs_path',
  'function',
  'module',
  'package',
])
const WITH_FRAMES = new Set(['exception', 'threads', 'stacktrace'])
/** Names of headers and parameters; a sentence is none. */
const NAME = /^[\w.[\]$-]{1,100}$/

/** Masks by name and by value. The caller's data must be plain JSON; it is not changed. */
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
    if (typeof value !== 'object' || value === null) return value
    const before = this.#rules.known(value)
    if (before !== undefined) return this.#passOver(value, before)
    if (this.#path.length >= MAX_DEPTH || this.#left-- <= 0) return this.#tooMuch()
    if (isRecord(value)) return this.#object(value)
    return isList(value) ? this.#list(value) : value
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

  #object(object: Fields): unknown {
    const said = saidName(object)
    const keys = Object.keys(object)
    let copy: Map<string, unknown> | undefined
    for (const [i, key] of keys.entries()) {
      const value = object[key]
      const name = this.#name(key)
      const clean = this.#member(name, said, value)
      if (clean === value && name === key && !copy) continue
      copy ??= new Map(keys.slice(0, i).map((before) => [before, object[before]]))
      copy.set(freeName(name, copy), clean)
    }
    return copy ? Object.fromEntries(copy) : object
  }

  /** The name of a property as it may leave: a program may count things by the keys of its users. */
  #name(key: string): string {
    const masked: MaskedValue = this.#rules.names?.mask(key) ?? { text: key }
    if (masked.why !== undefined) this.#note(nameHolds(masked.why), masked.text)
    return masked.text
  }

  #member(key: string, said: string | undefined, value: unknown): unknown {
    if (this.#inFrame && BY_VALUE.has(key)) return this.#program(key, value)
    const named = key === 'value' && said !== undefined ? this.#judge(key, said, value) : value
    return named === value ? this.#judge(key, key, value) : named
  }

  get #inFrame(): boolean {
    return WITH_FRAMES.has(this.#rules.attribute) && !this.#path.includes('vars')
  }

  /** A line, or lines, of a program; a path. */
  #program(key: string, value: unknown): unknown {
    this.#path.push(key)
    const clean = Array.isArray(value) ? this.#lines(value) : this.#line(value)
    this.#path.pop()
    return clean
  }

  #lines(lines: readonly unknown[]): readonly unknown[] {
    const clean = lines.map((line) => this.#line(line))
    return clean.every((line, i) => line === lines[i]) ? lines : clean
  }

  #line(line: unknown): unknown {
    return typeof line === 'string' ? this.#byValue(line) : this.#visit(line)
  }

  #passOver(piece: object, before: readonly MaskedPlace[]): object {
    for (const { path, why } of before) this.#note(why, path)
    return piece
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

  /** By the names in a text, then by what its values look like. */
  #text(text: string): string {
    const { attribute, test, clean: known } = this.#rules
    if (known.has(text)) return text
    const clean = maskText(text, {
      isSensitive: test,
      mask: MASK,
      isRequest: attribute === 'request',
      maskJson: (value) => new MaskingWalk({ ...this.#rules, masked: [] }).#visit(value),
    })
    if (clean !== text) this.#note('a name inside the text is sensitive')
    const masked = this.#byValue(clean)
    if (masked === text) known.add(text)
    return masked
  }

  #byValue(text: string): string {
    const masked = this.#rules.values?.mask(text)
    if (masked?.why === undefined) return text
    this.#note(masked.why)
    return masked.text
  }

  #note(why: string, ...below: readonly string[]): void {
    const path = [this.#rules.attribute, ...this.#path, ...below].join('.')
    this.#rules.masked.push({ path, why })
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

/** Says of a name what {@link ValueMasker} says of a value. */
export function nameHolds(why: string): string {
  return why.replace(/^it/, 'its name')
}

/** Several names may look the same once they are masked. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name
  let number = taken.size
  while (taken.has(`${name} ${number}`)) number++
  return `${name} ${number}`
}
