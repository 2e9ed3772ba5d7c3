/**
 * Any value as bounded, plain JSON data.
 *
 * One walk with fixed limits in depth, width, text and number of nodes, so that its cost depends on
 * the limits and not on the value. No code of the value runs: getters are named, not called;
 * promises are not awaited; query builders are not executed. What was cut says so in its place.
 */

import type { Json } from '../protocol/event.ts'
import { clip } from './clip.ts'
import { className, describe, describeFunction, readProperty } from './describe.ts'

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
}

/** The limits when nothing else is said; `text` and `width` are options of the client. */
export const LIMITS: Limits = { text: 400, width: 50, depth: 6, nodes: 5_000 }

const CIRCULAR = '[Circular]'
const GETTER = '[Getter]'

/** The value as JSON data within the limits. Never throws. */
export function normalize(value: unknown, limits: Limits = LIMITS): Json {
  return new Walk(limits).visit(value, 0)
}

/** One walk over one value. */
class Walk {
  readonly #limits: Limits
  readonly #path = new Set<object>()
  #left: number

  constructor(limits: Limits) {
    this.#limits = limits
    this.#left = limits.nodes
  }

  visit(value: unknown, depth: number): Json {
    if (this.#left-- <= 0) return '[…]'
    switch (typeof value) {
      case 'string':
        return clip(value, this.#limits.text)
      case 'number':
        return Number.isFinite(value) ? value : `[${value}]`
      case 'boolean':
        return value
      case 'undefined':
        return null
      case 'bigint':
        return clip(value.toString(), this.#limits.text)
      case 'symbol':
        return clip(value.toString(), this.#limits.text)
      case 'function':
        return describeFunction(value)
      case 'object':
        return value === null ? null : this.#object(value, depth)
    }
  }

  #object(value: object, depth: number): Json {
    if (this.#path.has(value)) return CIRCULAR
    try {
      const leaf = this.#leaf(value)
      if (leaf !== undefined) return leaf
      if (depth >= this.#limits.depth) return `[${className(value) || 'Object'}]`
      this.#path.add(value)
      return this.#branch(value, depth + 1)
    } catch {
      return describe(value) // revoked proxies and hostile traps: their class name stands for them
    } finally {
      this.#path.delete(value)
    }
  }

  /** Objects that are shown as one piece of text. Views come first: a Buffer's `toJSON` is a trap. */
  #leaf(value: object): Json | undefined {
    if (ArrayBuffer.isView(value)) return `[${className(value)}: ${value.byteLength} bytes]`
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? '[Invalid Date]' : value.toISOString()
    if (value instanceof RegExp) return clip(String(value), this.#limits.text)
    if (value instanceof URL) return clip(value.href, this.#limits.text)
    if (value instanceof Promise) return '[Promise]'
    return undefined
  }

  #branch(value: object, depth: number): Json {
    if (Array.isArray(value)) return this.#list(value.values(), value.length, depth)
    if (value instanceof Set) return this.#list(value.values(), value.size, depth)
    if (value instanceof Map) return this.#map(value, depth)
    if (value instanceof Error) return this.#error(value, depth)
    return this.#record(value, depth)
  }

  #list(items: Iterable<unknown>, length: number, depth: number): Json {
    const out: Json[] = []
    for (const item of items) {
      if (out.length >= this.#limits.width || this.#left <= 0) break
      out.push(this.visit(item, depth))
    }
    if (length > out.length) out.push(`[… ${length - out.length} more]`)
    return out
  }

  #map(map: ReadonlyMap<unknown, unknown>, depth: number): Json {
    const out: Record<string, Json> = {}
    let kept = 0
    for (const [key, item] of map) {
      if (kept >= this.#limits.width || this.#left <= 0) break
      define(out, clip(describe(key), this.#limits.text), this.visit(item, depth))
      kept++
    }
    return withRest(out, map.size - kept)
  }

  #error(error: Error, depth: number): Json {
    const out: Record<string, Json> = {
      name: clip(describe(readProperty(error, 'name')), this.#limits.text),
      message: clip(describe(readProperty(error, 'message')), this.#limits.text),
    }
    return this.#fill(out, error, depth)
  }

  #record(value: object, depth: number): Json {
    const name = className(value)
    const out: Record<string, Json> = {}
    if (name !== 'Object' && name !== '') out['[class]'] = clip(name, this.#limits.text)
    return this.#fill(out, value, depth)
  }

  #fill(out: Record<string, Json>, value: object, depth: number): Json {
    const keys = Object.keys(value)
    let kept = 0
    for (const key of keys) {
      if (kept >= this.#limits.width || this.#left <= 0) break
      define(out, clip(key, this.#limits.text), this.#property(value, key, depth))
      kept++
    }
    return withRest(out, keys.length - kept)
  }

  #property(value: object, key: string, depth: number): Json {
    const found = Object.getOwnPropertyDescriptor(value, key)
    if (found === undefined) return null
    return 'value' in found ? this.visit(found.value, depth) : GETTER
  }
}

/** Sets a key as data, also when it is called `__proto__`. */
function define(out: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true })
}

function withRest(out: Record<string, Json>, rest: number): Json {
  if (rest > 0) define(out, '[…]', `${rest} more`)
  return out
}
