/**
 * Free-form JSON, cut to a depth and a size.
 */

import type { Json, JsonObject } from '../event.ts'
import { isJsonList, isJsonObject } from '../json.ts'
import { fitText, jsonText } from './text.ts'

/** How much of a free-form value is kept. */
export interface JsonBudget {
  /** Containers within containers; what lies deeper becomes its JSON text. */
  readonly depth: number
  /** Roughly characters of JSON; later entries go first. */
  readonly size: number
}

const MAX_KEY = 200
const MAX_ENTRIES = 10_000
/** Below this a cut string tells nothing. */
const MIN_STRING = 16
const SCALAR_COST = 8
const CONTAINER_COST = 2
const QUOTES_COST = 2
const COLON_COST = 2

/** A copy that fits; nothing if not even its beginning does. */
export function boundedJson(value: Json, budget: JsonBudget): Json | undefined {
  return new BoundedCopy(budget.size).copy(value, budget.depth)
}

/** A copy of an object that fits; a list becomes an object with its indexes as keys. Nothing for other values and for empty ones. */
export function boundedObject(value: Json | undefined, budget: JsonBudget): JsonObject | undefined {
  const object = isJsonList(value)
    ? Object.fromEntries(value.slice(0, MAX_ENTRIES).entries())
    : value
  if (!isJsonObject(object)) return undefined
  const copy = boundedJson(object, budget)
  return isJsonObject(copy) && Object.keys(copy).length > 0 ? copy : undefined
}

class BoundedCopy {
  #left: number

  constructor(size: number) {
    this.#left = size
  }

  copy(value: Json, depth: number): Json | undefined {
    if (typeof value === 'string') return this.#text(value)
    if (typeof value !== 'object' || value === null)
      return this.#pay(SCALAR_COST) ? value : undefined
    if (depth <= 0) return this.#text(jsonText(value))
    if (!this.#pay(CONTAINER_COST)) return undefined
    return isJsonObject(value) ? this.#object(value, depth) : this.#list(value, depth)
  }

  #list(list: readonly Json[], depth: number): Json {
    const copies: Json[] = []
    for (const value of list.slice(0, MAX_ENTRIES)) {
      const copy = this.copy(value, depth - 1)
      if (copy === undefined) break
      copies.push(copy)
    }
    return copies
  }

  /** Built from entries, because a key `__proto__` must stay a mere key. */
  #object(object: JsonObject, depth: number): Json {
    const entries: [string, Json][] = []
    for (const [name, value] of Object.entries(object).slice(0, MAX_ENTRIES)) {
      const key = fitText(name, { max: MAX_KEY })
      if (!this.#pay(key.length + QUOTES_COST + COLON_COST)) break
      const copy = this.copy(value, depth - 1)
      if (copy === undefined) break
      entries.push([key, copy])
    }
    return Object.fromEntries(entries)
  }

  #text(text: string): string | undefined {
    const room = this.#left - QUOTES_COST
    if (text.length > room && room < MIN_STRING) return undefined
    const fitted = fitText(text, { max: room })
    this.#left -= fitted.length + QUOTES_COST
    return fitted
  }

  #pay(cost: number): boolean {
    if (cost > this.#left) return false
    this.#left -= cost
    return true
  }
}
