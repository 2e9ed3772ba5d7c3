/**
 * Variables of the calls that were under way when something was thrown.
 *
 * They are copied in the middle of the throw, bounded, and kept beside the error in a weak map: no
 * property is added to it, and nothing is kept once it is gone. No code of the program runs for it, for
 * the program stands still meanwhile.
 *
 * A thrown primitive has no identity; the last one is remembered until the next throw.
 */

import type { JsonObject } from '../protocol/event.ts'
import type { ThrowListener, ThrownCall } from '../runtime/runtime.ts'
import { jsonObjectOf } from '../values/json-object.ts'
import { normalize, type Limits } from '../values/normalize.ts'
import { fileFacts, type InAppRules } from './in-app.ts'

/** A call, with its variables where they were read. */
export interface LocalCall extends Omit<ThrownCall, 'scopes'> {
  readonly vars: JsonObject | undefined
}

/** What reading needs. */
export interface LocalsOptions {
  /** Also what the program catches itself. */
  readonly all: boolean
  readonly rules: InAppRules
  /** How much of a variable is kept, but for the bounds of a whole frame, which are ours. */
  readonly limits: Limits
  readonly isProxy: (value: object) => boolean
}

/** One frame's variables: enough for a look, little beside the rest of an event. */
const FRAME = { depth: 4, nodes: 500, chars: 8_000, bytes: 16_000 }

/** The variables that one client has seen. */
export class Locals implements ThrowListener {
  readonly all: boolean
  readonly #rules: InAppRules
  readonly #limits: Limits
  readonly #byError = new WeakMap<object, readonly LocalCall[]>()
  #primitive: { readonly value: unknown; readonly calls: readonly LocalCall[] } | undefined

  constructor({ all, rules, limits, isProxy }: LocalsOptions) {
    this.all = all
    this.#rules = rules
    this.#limits = { ...limits, ...FRAME, isProxy }
  }

  wants(file: string): boolean {
    return fileFacts(file, this.#rules).inApp
  }

  thrown(value: unknown, thrown: readonly ThrownCall[]): void {
    const calls = thrown.map((call) => this.#read(call))
    if (typeof value === 'object' && value !== null) {
      this.#byError.set(value, withOuter(this.#byError.get(value), calls))
      return
    }
    this.#primitive = { value, calls }
  }

  /** The calls under way when this was thrown, innermost first; none where nobody saw it. */
  of(thrown: unknown): readonly LocalCall[] {
    if (typeof thrown === 'object' && thrown !== null) return this.#byError.get(thrown) ?? []
    return this.#primitive && Object.is(this.#primitive.value, thrown) ? this.#primitive.calls : []
  }

  #read({ scopes, ...call }: ThrownCall): LocalCall {
    const isShown = scopes.length > 0 && this.wants(call.file)
    return { ...call, vars: isShown ? this.#variablesOf(scopes) : undefined }
  }

  #variablesOf(scopes: readonly object[]): JsonObject | undefined {
    const found = new Map<string, unknown>()
    for (const scope of scopes) {
      for (const [name, value] of entriesOf(scope)) if (!found.has(name)) found.set(name, value)
    }
    if (found.size === 0 || WRAPPER.every((name) => found.has(name))) return undefined
    return jsonObjectOf(normalize(Object.fromEntries(found), this.#limits))
  }
}

/** What Node wraps around a CommonJS module: there, too, everything a module holds would come along. */
const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname']

/** JSON knows only null, and the difference is what many errors are about. */
const UNDEFINED = '[undefined]'

/** A variable that has no value yet refuses to be read, and is left out. */
function* entriesOf(scope: object): Generator<[string, unknown]> {
  for (const name of Object.getOwnPropertyNames(scope)) {
    try {
      const value: unknown = Object.getOwnPropertyDescriptor(scope, name)?.value
      yield [name, value === undefined ? UNDEFINED : value]
    } catch {
      // declared further down
    }
  }
}

/** More than any stack shows. */
const MAX_KEPT = 50

/**
 * Thrown on further out, an error keeps what was seen further in. Thrown anew at the very same place, it
 * is as good as new.
 */
function withOuter(
  inner: readonly LocalCall[] | undefined,
  calls: readonly LocalCall[],
): readonly LocalCall[] {
  const first = calls[0]
  if (!inner || !first || inner.some((call, i) => i === 0 && isSameCall(call, first))) return calls
  const added = calls.filter(
    (call) => !inner.some((known) => known.function === call.function && known.file === call.file),
  )
  return [...inner, ...added].slice(0, MAX_KEPT)
}

function isSameCall(one: LocalCall, other: LocalCall): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column
}
