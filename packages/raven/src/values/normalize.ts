/**
 * Any value as bounded, plain JSON data.
 *
 * One walk with fixed limits in depth, width, text and number of nodes, so that its cost depends on
 * the limits and not on the value, but for listing the keys of one object. No code of the value runs,
 * except for the traps of a proxy and what it offers for this very purpose (`serializers.ts`): getters
 * are named, not called; promises are not awaited; query builders are not executed; `toJSON` is not
 * asked. What was cut says so in its place.
 */

import type { Json } from '../protocol/event.ts'
import { clip } from './clip.ts'
import { className, describe, describeBigint, describeFunction } from './describe.ts'
import { errorFields } from './error-fields.ts'
import { fitJson } from './json-bytes.ts'
import { leafOf } from './leaf.ts'
import { allSerializers, replacementOf, type Serializer } from './serializers.ts'
import { setData } from './set-data.ts'
import { webFields } from './web-objects.ts'

/** How much of a value is kept. */
export interface Limits {
  /** Characters of one string. */
  readonly text: number
  /** Entries of one list or object. */
  readonly width: number
  /** Levels below the value itself. */
  readonly depth: number
  /** Values visited in all. */
  readonly nodes: number
  /** Characters of all strings and keys together, about. */
  readonly chars: number
  /** Bytes of the whole as JSON. */
  readonly bytes: number
  /** How the program has its own objects shown. */
  readonly serializers: readonly Serializer[]
  /**
   * Given where no code of the program may run at all: proxies, which it tells, are named instead of
   * walked, and no serializer is asked.
   */
  readonly isProxy?: (value: object) => boolean
  /** What stands for an object that is bounded data already; undefined for any other. */
  readonly known?: (value: object) => Json | undefined
  /** What is behind a getter that is ours; undefined for any other, which is not called. */
  readonly behind?: (getter: unknown) => unknown
}

/** The limits when nothing else is said; `text` and `width` are options of the client. */
export const LIMITS: Limits = {
  text: 400,
  width: 50,
  depth: 6,
  nodes: 5_000,
  chars: 100_000,
  bytes: 190_000,
  serializers: [],
}

const CIRCULAR = '[Circular]'
const GETTER = '[Getter]'
const PROXY = '[Proxy]'
const CUT = '[…]'

/** Bytes of JSON beside text, at most: quotes and a colon or comma; a whole number; any; a word; brackets and a note. */
const MARKS = 4
const SMALL_NUMBER = 18
const NUMBER = 26
const WORD = 6
const BRACKETS = 48
const KNOWN_NODES = 25

/** The value as JSON data within the limits. Never throws. */
export function normalize(value: unknown, limits: Limits = LIMITS): Json {
  return new Walk(limits).visit(value, 0)
}

/** One walk over one value. */
class Walk {
  readonly #limits: Limits
  readonly #serializers: readonly Serializer[]
  /** The objects above the one being looked at; never more than there are levels. */
  readonly #path: object[] = []
  #nodes: number
  #chars: number
  #bytes: number

  constructor(limits: Limits) {
    this.#limits = limits
    this.#serializers = allSerializers(limits.serializers)
    this.#nodes = limits.nodes
    this.#chars = limits.chars
    this.#bytes = limits.bytes
  }

  visit(value: unknown, depth: number): Json {
    if (this.#isSpent) return CUT
    this.#nodes--
    switch (typeof value) {
      case 'string':
        return this.#text(value)
      case 'number':
        return this.#number(value)
      case 'boolean':
        this.#bytes -= WORD
        return value
      case 'undefined':
        this.#bytes -= WORD
        return null
      case 'bigint':
        return this.#text(describeBigint(value))
      case 'symbol':
        return this.#text(String(value))
      case 'function':
        return this.#text(this.#limits.isProxy?.(value) ? PROXY : describeFunction(value))
      case 'object':
        if (value !== null) return this.#object(value, depth)
        this.#bytes -= WORD
        return null
    }
  }

  get #isSpent(): boolean {
    return this.#nodes <= 0 || this.#chars <= 0 || this.#bytes <= 0
  }

  #text(text: string): string {
    const short = clip(text, Math.min(this.#limits.text, this.#chars))
    const { length, bytes } = fitJson(short, this.#bytes)
    const kept = clip(short, length)
    this.#chars -= kept.length
    this.#bytes -= bytes + MARKS
    return kept
  }

  #number(value: number): Json {
    this.#bytes -= Number.isSafeInteger(value) ? SMALL_NUMBER : NUMBER
    return Number.isFinite(value) ? value : `[${value}]`
  }

  #object(value: object, depth: number): Json {
    if (this.#path.includes(value)) return this.#text(CIRCULAR)
    const level = this.#path.length
    const { isProxy } = this.#limits
    if (isProxy?.(value)) return this.#text(PROXY)
    try {
      const known = this.#limits.known?.(value)
      if (known !== undefined) return this.#counted(known)
      const replaced = isProxy ? undefined : replacementOf(value, this.#serializers)
      if (replaced && replaced.value !== value) return this.#replaced(value, replaced.value, depth)
      const isPlain = isPlainData(value)
      const leaf = isPlain ? undefined : leafOf(value)
      if (leaf !== undefined) return typeof leaf === 'object' ? leaf : this.visit(leaf, depth)
      if (depth >= this.#limits.depth) return this.#text(`[${className(value) || 'Object'}]`)
      this.#path.push(value)
      return isPlain ? this.#plain(value, depth + 1) : this.#branch(value, depth + 1)
    } catch {
      return this.#text(describe(value)) // a trap refused, or a prototype lies: the class stands for it
    } finally {
      while (this.#path.length > level) this.#path.pop()
    }
  }

  /** As much as such a piece usually is. */
  #counted(known: Json): Json {
    this.#nodes -= KNOWN_NODES
    return known
  }

  /** A serializer may answer another object that it can serialize, so its answers have depth too. */
  #replaced(value: object, replacement: unknown, depth: number): Json {
    if (depth >= this.#limits.depth) return this.#text(`[${className(value) || 'Object'}]`)
    this.#path.push(value)
    return this.visit(replacement, depth + 1)
  }

  /** Most data is lists and objects without a class, which need no further questions. */
  #plain(value: object, depth: number): Json {
    this.#bytes -= BRACKETS
    return Array.isArray(value) ? this.#array(value, depth) : this.#fill({}, value, depth)
  }

  #branch(value: object, depth: number): Json {
    this.#bytes -= BRACKETS
    if (Array.isArray(value)) return this.#array(value, depth)
    if (value instanceof Set) return this.#set(value, depth)
    if (value instanceof Map) return this.#map(value, depth)
    const web = webFields(value)
    const out: Record<string, Json> = {}
    if (value instanceof Error) {
      const { name, message } = errorFields(value, GETTER)
      out.name = this.visit(name, depth)
      out.message = this.visit(message, depth)
      for (const key of ['cause', 'errors']) this.#hidden(out, value, key, depth)
    } else {
      const name = className(value)
      if (name !== 'Object' && name !== '') out['[class]'] = this.#text(name)
    }
    return this.#fill(out, web ?? value, depth)
  }

  /** What the language itself keeps beside a message is not listed among an error's keys. */
  #hidden(out: Record<string, Json>, error: Error, key: string, depth: number): void {
    const found = Object.getOwnPropertyDescriptor(error, key)
    if (!found || found.enumerable || this.#isSpent) return
    out[this.#text(key)] = this.#property(error, key, depth)
  }

  #array(list: readonly unknown[], depth: number): Json {
    const length = Object.getOwnPropertyDescriptor(list, 'length')?.value as unknown
    const size = typeof length === 'number' ? length : 0
    const out: Json[] = []
    while (out.length < size && out.length < this.#limits.width && !this.#isSpent)
      out.push(this.#property(list, String(out.length), depth))
    return withRest(out, size)
  }

  #set(set: Set<unknown>, depth: number): Json {
    const items = Set.prototype.values.call(set)
    const out: Json[] = []
    for (const item of items) {
      if (out.length >= this.#limits.width || this.#isSpent) break
      out.push(this.visit(item, depth))
    }
    return withRest(out, Reflect.get(Set.prototype, 'size', set))
  }

  /** Two keys that read the same become one, and are counted as left out. */
  #map(map: Map<unknown, unknown>, depth: number): Json {
    const entries = Map.prototype.entries.call(map)
    const out = new Map<string, Json>()
    for (const [key, item] of entries) {
      if (out.size >= this.#limits.width || this.#isSpent) break
      out.set(this.#text(describe(key)), this.visit(item, depth))
    }
    const rest = Reflect.get(Map.prototype, 'size', map) - out.size
    return withCount(Object.fromEntries(out), rest)
  }

  #fill(out: Record<string, Json>, value: object, depth: number): Json {
    const keys = Object.keys(value)
    let kept = 0
    for (const key of keys) {
      if (kept >= this.#limits.width || this.#isSpent) break
      setData(out, this.#text(key), this.#property(value, key, depth))
      kept++
    }
    return withCount(out, keys.length - kept)
  }

  #property(value: object, key: string, depth: number): Json {
    const found = Object.getOwnPropertyDescriptor(value, key)
    if (found === undefined) return this.visit(null, depth)
    if ('value' in found) return this.visit(found.value, depth)
    return this.visit(this.#limits.behind?.(Reflect.get(found, 'get')) ?? GETTER, depth)
  }
}

/** A list or object straight from the language. A proxy may say so too, and is walked the same way. */
function isPlainData(value: object): boolean {
  const proto: unknown = Object.getPrototypeOf(value)
  return proto === Object.prototype || proto === Array.prototype
}

function withRest(out: Json[], size: number): Json {
  if (size > out.length) out.push(`[… ${size - out.length} more]`)
  return out
}

function withCount(out: Record<string, Json>, rest: number): Json {
  if (rest > 0) setData(out, CUT, `${rest} more`)
  return out
}
