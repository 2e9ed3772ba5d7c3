/** Reads one option at a time, by kind, from what was given or from the environment. */

import { fieldsOf, itemsOf } from './values/fields.ts'
import { messageOf, readProperty } from './values/describe.ts'
import { isRecord } from './values/json-object.ts'
import { isList } from './values/kinds.ts'
import { nearest } from './values/nearest.ts'

const YES = new Set(['1', 'true', 'yes', 'on'])
const NO = new Set(['0', 'false', 'no', 'off', ''])
/** The longest a timer can be set for; longer ones would fire at once. */
const MAX_NUMBER = 2 ** 31 - 1

/** What was found for one option, and where, in words. */
interface Found {
  readonly value: unknown
  readonly source: string
}

/** Options given and environment, with one voice for what is wrong with them. */
export class OptionReader {
  readonly #given: Readonly<Record<string, unknown>>
  readonly #env: (name: string) => string | undefined
  readonly #say: (topic: string, line: string) => void

  constructor(
    given: Readonly<Record<string, unknown>>,
    env: (name: string) => string | undefined,
    say: (topic: string, line: string) => void,
  ) {
    this.#given = given
    this.#env = env
    this.#say = say
  }

  /** Text without blanks around it; empty text, `null` and `false` are none, whatever the environment says. */
  text(name: string): string | undefined {
    const found = this.#find(name)
    const value = found?.value
    if (value === undefined || value === null || value === false) return undefined
    if (typeof value === 'string') return value.trim() || undefined
    return this.#refuse(found, 'a string')
  }

  /** A whole number; fractions are cut off. */
  number(name: string, fallback: number, alias?: string): number {
    const found = this.#find(name, alias)
    if (found === undefined) return fallback
    const { value } = found
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && number >= 0 && number <= MAX_NUMBER) return Math.floor(number)
    return this.#refuse(found, `a number from 0 to ${MAX_NUMBER}`) ?? fallback
  }

  flag(name: string, fallback: boolean): boolean {
    const found = this.#find(name)
    if (found === undefined) return fallback
    const { value } = found
    if (typeof value === 'boolean') return value
    const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined
    if (text !== undefined && (YES.has(text) || NO.has(text))) return YES.has(text)
    return this.#refuse(found, 'true or false') ?? fallback
  }

  /**
   * A switch that may also be an object of numbers, each at least 1; false when it is off. Names and
   * values that cannot be used are said as options are. In the environment it is a switch.
   */
  numbers<T extends Readonly<Record<keyof T, number>>>(name: string, defaults: T): T | false {
    const given = this.#given[name]
    if (!isRecord(given)) return this.flag(name, true) && defaults
    const fields = fieldsOf(given)
    const inner = new OptionReader(
      fields,
      () => undefined,
      (_, line) =>
        this.#say(`option "${name}": ${line}`, line.replaceAll('option "', `option "${name}.`)),
    )
    const known = Object.keys(defaults)
    const read = known.map((key) => [key, inner.#atLeastOne(key)] as const)
    inner.complainAboutUnknown(known)
    const usable = read.filter(([, value]) => value !== undefined)
    return { ...defaults, ...Object.fromEntries(usable) }
  }

  #atLeastOne(name: string): number | undefined {
    const found = this.#find(name)
    if (found === undefined) return undefined
    const { value } = found
    if (typeof value === 'number' && value >= 1 && value <= MAX_NUMBER) return Math.floor(value)
    return this.#refuse(found, `a number from 1 to ${MAX_NUMBER}`)
  }

  /** The first of `allowed` is the default. */
  choice<T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const found = this.#find(name)
    if (found === undefined) return allowed[0]
    const chosen = allowed.find((one) => one === found.value)
    return chosen ?? this.#refuse(found, allowed.join(' or ')) ?? allowed[0]
  }

  /** One of `words`; yes means the first of them, no none, and none is the default. */
  wordOrFlag<T extends string>(name: string, words: readonly [T, ...T[]]): T | false {
    const found = this.#find(name)
    const value = found?.value
    const text = typeof value === 'string' ? value.trim().toLowerCase() : value
    if (found === undefined || text === false || NO.has(String(text))) return false
    if (text === true || YES.has(String(text))) return words[0]
    const chosen = words.find((word) => word === text)
    return chosen ?? this.#refuse(found, `${words.join(' or ')}, true or false`) ?? false
  }

  /** A list of strings; text is split at commas and blanks. */
  list(name: string): readonly string[] {
    const found = this.#find(name)
    if (found === undefined) return []
    const { value } = found
    if (typeof value === 'string') return wordsOf(value)
    if (!isList(value)) return this.#refuse(found, 'a list of strings') ?? []
    const items = itemsOf(value)
    const texts = items.filter((item) => typeof item === 'string')
    if (texts.length < items.length)
      this.#refuse(found, 'a list of nothing but strings', 'the rest')
    return texts
  }

  /** Has no form in the environment. */
  object(name: string): Readonly<Record<string, unknown>> {
    const value = this.#given[name]
    if (value === undefined) return {}
    if (isRecord(value)) return fieldsOf(value)
    return this.#refuse({ value, source: optionNamed(name) }, 'an object') ?? {}
  }

  /** Has no form in the environment; `given` is the typed value behind `name`. */
  function<T>(name: string, given: T | undefined): T | undefined {
    if (given === undefined || typeof given === 'function') return given
    return this.#refuse({ value: given, source: optionNamed(name) }, 'a function')
  }

  /** An object with a method; has no form in the environment. */
  having<T extends object>(
    name: string,
    method: keyof T & string,
    given: T | undefined,
  ): T | undefined {
    if (given === undefined) return given
    const isUsable = typeof given === 'object' && given !== null && hasMethod(given, method)
    return isUsable
      ? given
      : this.#refuse({ value: given, source: optionNamed(name) }, `an object with ${method}()`)
  }

  /** What a name stands for; a name nobody knows, or whose maker throws, is said and ignored. */
  named<T>(name: string, text: string, find: () => T | undefined): T | undefined {
    const found = { value: text, source: optionNamed(name) }
    try {
      return find() ?? this.#refuse(found, `something that exists, and "${text}" does not`)
    } catch (error) {
      return this.#refuse(found, `usable: ${messageOf(error)}`)
    }
  }

  /** A number from 0 to 1. */
  share(name: string, fallback: number): number {
    const found = this.#find(name)
    if (found === undefined) return fallback
    const number =
      typeof found.value === 'string' && found.value.trim() !== ''
        ? Number(found.value)
        : found.value
    if (typeof number === 'number' && number >= 0 && number <= 1) return number
    return this.#refuse(found, 'a number from 0 to 1') ?? fallback
  }

  /** The usable items of a list that has no form in the environment. */
  objects<T>(name: string, isUsable: (item: unknown) => item is T, wanted: string): readonly T[] {
    return this.#given[name] === undefined ? [] : this.usable(name, isUsable, wanted)
  }

  /** The usable items of a list that was given; text is split at commas and blanks, also the environment's. */
  usable<T>(name: string, isUsable: (item: unknown) => item is T, wanted: string): readonly T[] {
    const found = this.#find(name)
    if (found === undefined) return []
    if (typeof found.value !== 'string' && !isList(found.value))
      return this.#refuse(found, wanted) ?? []
    const items = typeof found.value === 'string' ? wordsOf(found.value) : itemsOf(found.value)
    const usable = items.filter(isUsable)
    if (usable.length < items.length) this.#refuse(found, wanted, 'the rest')
    return usable
  }

  /** Says what is not known, and what was probably meant. */
  complainAboutUnknown(known: readonly string[]): void {
    for (const name of Object.keys(this.#given)) {
      if (known.includes(name)) continue
      const near = nearest(name, known)
      const hint = near === undefined ? 'it is ignored' : `did you mean "${near}"? It is ignored`
      this.#say(optionNamed(name), `there is no ${optionNamed(name)}; ${hint}`)
    }
  }

  #find(name: string, alias?: string): Found | undefined {
    const given = this.#given[name]
    if (given !== undefined) return { value: given, source: optionNamed(name) }
    for (const variable of [variableOf(name), alias]) {
      const value = variable === undefined ? undefined : this.#env(variable)
      if (value !== undefined) return { value, source: `variable ${variable}` }
    }
    return undefined
  }

  #refuse({ source }: Found, wanted: string, what = 'it'): undefined {
    this.#say(source, `${source} must be ${wanted}; ${what} is ignored`)
    return undefined
  }
}

function hasMethod(object: object, method: string): boolean {
  return typeof readProperty(object, method) === 'function'
}

function optionNamed(name: string): string {
  return `option "${name}"`
}

/** Lists in the environment are split at commas and blanks. */
function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

/** `timeoutMs` is `SENTRY_TIMEOUT_MS`. */
export function variableOf(name: string): string {
  return `SENTRY_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}
