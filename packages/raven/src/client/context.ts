/** The context in force, as a program reads and changes it. */

import type { Breadcrumb, Json } from '../protocol/event.ts'
import { fieldsOf } from '../values/fields.ts'
import { isJsonObject } from '../protocol/json.ts'
import {
  EMPTY_SCOPE,
  mergeScopes,
  scopeOf,
  settled,
  type ContextInput,
  type LateContextInput,
  type ScopeData,
} from '../scope/scope-data.ts'
import type { Scopes } from '../scope/scopes.ts'
import { isThenable, promiseOf } from '../values/thenable.ts'
import { levelOf } from './levels.ts'

/** What a context needs. */
export interface ClientContextOptions {
  readonly scopes: Scopes
  /** Bounds and copies. */
  readonly toJson: (value: unknown) => Json
}

/** `client.context`. Values are copied and bounded when given. */
export class ClientContext {
  readonly #options: ClientContextOptions

  /** @internal */
  constructor(options: ClientContextOptions) {
    this.#options = options
  }

  /**
   * Adds to the context: tags and extra key by key, everything else as a whole; `user: null` takes it
   * back. A function is asked for it each time an event needs it; what is said outright wins over it.
   */
  merge(data: LateContextInput): void {
    const { scopes, toJson } = this.#options
    if (typeof data === 'function') {
      const late = () => answerOf(data) ?? {}
      scopes.layer = withLate(scopes.layer, scopeOf(late, toJson))
      return
    }
    const said = fieldsOf(data)
    scopes.layer = mergeScopes(without(scopes.layer, said), scopeOf(said, toJson))
  }

  /** Everything in force here. */
  get(): ScopeData {
    return this.#options.scopes.current()
  }

  /** Forgets what was said in this chain of calls. */
  clear(): void {
    this.#options.scopes.layer = EMPTY_SCOPE
  }

  /**
   * Gives the rest of this chain of calls a context of its own, which starts as a copy; `afresh`, with
   * nothing: for work that was begun from within other work it has no part in.
   */
  activate(options: { readonly afresh?: boolean } = {}): void {
    this.#options.scopes.enter(options.afresh)
  }

  /** Ends what {@link activate} began: what was said since is forgotten. */
  deactivate(): void {
    this.#options.scopes.leave()
  }

  /** Adds one breadcrumb; `now` in milliseconds is its time unless it has one. */
  addBreadcrumb(given: Readonly<Record<string, unknown>> | (() => unknown), now: number): void {
    const late = typeof given === 'function' && given
    const crumb = late ? () => this.#crumbOf(answerOf(late), now) : this.#crumbOf(given, now)
    if (crumb) this.#options.scopes.addBreadcrumb(crumb)
  }

  #crumbOf(given: unknown, now: number): Breadcrumb | undefined {
    const json = this.#options.toJson(given)
    if (!isJsonObject(json)) return undefined
    const { timestamp, level, ...rest } = json
    const fields = { timestamp: timestamp ?? now / 1000, ...rest, level: levelOf(level, 'info') }
    // what it holds is a program's business, as that of any other data
    return fields as Breadcrumb
  }
}

/** What a function of the program answers; a promise says nothing, and its rejection must not end the program. */
function answerOf<T>(ask: () => T): T | undefined {
  const answer = ask()
  if (!isThenable(answer)) return answer
  void promiseOf(answer).catch(() => {})
  return undefined
}

/** The layer with something more below what was said outright. */
function withLate({ late, ...said }: ScopeData, more: ScopeData): ScopeData {
  const below = late ? mergeScopes({ ...EMPTY_SCOPE, late }, more) : more
  return { ...said, ...(below.late ? { late: below.late } : {}) }
}

/** The layer without the parts that are taken back. */
function without(layer: ScopeData, data: ContextInput): ScopeData {
  if (data.user !== null && data.request !== null) return layer
  const { user, request, late, ...rest } = layer
  return {
    ...rest,
    ...(late ? { late: () => without(settled(late()), data) } : {}),
    ...(user === undefined || data.user === null ? {} : { user }),
    ...(request === undefined || data.request === null ? {} : { request }),
  }
}
