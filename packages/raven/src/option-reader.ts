/** Reads one option at a time, by kind, from what was given or from the environment. */

const YES = new Set(['1', 'true', 'yes', 'on'])
const NO = new Set(['0', 'false', 'no', 'off', ''])
/** The longest a timer can be set for; longer ones would fire at once. */
const MAX_NUMBER = 2 ** 31 - 1

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

  /** Text without blanks around it; empty text is none. */
  text(name: string): string | undefined {
    const value = this.#value(name)
    if (value === undefined || value === null || value === false) return undefined
    if (typeof value === 'string') return value.trim() || undefined
    return this.#refuse(name, 'a string')
  }

  number(name: string, fallback: number, alias?: string): number {
    const value = this.#value(name, alias)
    if (value === undefined) return fallback
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && number >= 0 && number <= MAX_NUMBER) return Math.floor(number)
    return this.#refuse(name, `a number from 0 to ${MAX_NUMBER}`) ?? fallback
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#value(name)
    if (value === undefined) return fallback
    if (typeof value === 'boolean') return value
    const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined
    if (text !== undefined && (YES.has(text) || NO.has(text))) return YES.has(text)
    return this.#refuse(name, 'true or false') ?? fallback
  }

  /** The first of `allowed` is the default. */
  choice<T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = this.#value(name)
    if (value === undefined) return allowed[0]
    return (
      allowed.find((one) => one === value) ?? this.#refuse(name, allowed.join(' or ')) ?? allowed[0]
    )
  }

  /** A list of strings; text is split at commas and blanks. */
  list(name: string): readonly string[] {
    const value = this.#value(name)
    if (value === undefined) return []
    if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean)
    if (Array.isArray(value)) return value.filter((item) => typeof item === 'string')
    return this.#refuse(name, 'a list of strings') ?? []
  }

  object(name: string): Readonly<Record<string, unknown>> {
    const value = this.#given[name]
    if (value === undefined) return {}
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
    return this.#refuse(name, 'an object') ?? {}
  }

  /** A function has no form in the environment; `given` is the typed value behind `name`. */
  function<T>(name: string, given: T | undefined): T | undefined {
    if (given === undefined || typeof given === 'function') return given
    return this.#refuse(name, 'a function')
  }

  /** A list of functions or objects. */
  functions<T>(name: string, given: readonly T[] | undefined): readonly T[] {
    if (given === undefined) return []
    const list: unknown = given
    return Array.isArray(list) ? given : (this.#refuse(name, 'a list') ?? [])
  }

  complainAboutUnknown(known: readonly string[]): void {
    for (const name of Object.keys(this.#given)) {
      if (!known.includes(name))
        this.#say(`option ${name}`, `there is no option "${name}"; it is ignored`)
    }
  }

  #value(name: string, alias?: string): unknown {
    const given = this.#given[name]
    if (given !== undefined) return given
    return this.#env(variableOf(name)) ?? (alias === undefined ? undefined : this.#env(alias))
  }

  #refuse(name: string, wanted: string): undefined {
    this.#say(`option ${name}`, `option "${name}" must be ${wanted}; it is ignored`)
    return undefined
  }
}

/** `timeoutMs` is `SENTRY_TIMEOUT_MS`. */
export function variableOf(name: string): string {
  return `SENTRY_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}
