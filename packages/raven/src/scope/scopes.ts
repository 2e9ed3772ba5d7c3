/**
 * The context in force: a base for the whole client, and above it one layer per asynchronous chain.
 *
 * The storage that follows a chain is made when the first chain is opened, because on Node 20 and 22
 * its mere existence slows every `await` of the program.
 */

import type { Breadcrumb } from '../protocol/event.ts'
import type { ContextStorage } from '../runtime/runtime.ts'
import { EMPTY_SCOPE, mergeScopes, settled, type ScopeData } from './scope-data.ts'
import { TurnStorage } from './turn-storage.ts'

/** What one chain holds; the only thing here that changes. */
interface Holder {
  data: ScopeData
  /** What it was when {@link Scopes.enter} made it; absent in others. */
  readonly entered?: ScopeData
  /** The layer this one was opened in; absent in the base. */
  readonly outer?: Holder
  lastEventId?: string
}

/** How to make a scope storage, if the runtime has one. */
export interface ScopesOptions {
  readonly createStorage?: () => ContextStorage<Holder>
  /** Breadcrumbs kept per chain. */
  readonly maxBreadcrumbs: number
}

/** The layers of one client. */
export class Scopes {
  readonly #options: ScopesOptions
  readonly #base: Holder = { data: EMPTY_SCOPE }
  #storage: ContextStorage<Holder> | undefined

  constructor(options: ScopesOptions) {
    this.#options = options
  }

  /** Everything in force here: the chain's layers over the base, and over both what an error carried. */
  current(carried: ScopeData = EMPTY_SCOPE): ScopeData {
    const chain = this.#storage?.getStore()
    const here = chain ? mergeScopes(this.#base.data, chain.data) : this.#base.data
    const data = settled(mergeScopes(here, carried))
    const tooMany = data.breadcrumbs.length - this.#options.maxBreadcrumbs
    return tooMany > 0 ? { ...data, breadcrumbs: data.breadcrumbs.slice(tooMany) } : data
  }

  /** The layer that changes made here go to. */
  get layer(): ScopeData {
    return this.#holder().data
  }

  set layer(data: ScopeData) {
    this.#holder().data = data
  }

  get lastEventId(): string | undefined {
    return this.#holder().lastEventId
  }

  /** Who opened a layer may ask for what was captured in it. */
  set lastEventId(id: string) {
    for (let it: Holder | undefined = this.#holder(); it; it = it.outer) it.lastEventId = id
  }

  /** Runs `fn` in a layer of its own over the present one. Without a storage it has that until it returns. */
  run<R>(data: ScopeData, fn: () => R): R {
    return this.#open().run(this.#fork(data), fn)
  }

  /** Gives the rest of the present chain a layer of its own: a copy of the present one, or `afresh` of the base. */
  enter(afresh = false): void {
    const holder = afresh ? { data: EMPTY_SCOPE, outer: this.#base } : this.#fork(EMPTY_SCOPE)
    this.#open().enterWith({ ...holder, entered: holder.data })
  }

  /** Forgets what was said since {@link enter}; without it there is nothing to forget. */
  leave(): void {
    const holder = this.#holder()
    if (holder.entered) holder.data = holder.entered
  }

  /**
   * Follows no chain any more. On Node 20 and 22 a storage is kept for as long as the process lives, and
   * slows it, unless it is told so.
   */
  close(): void {
    this.#storage?.disable?.()
    this.#storage = undefined
  }

  addBreadcrumb(crumb: Breadcrumb): void {
    const { maxBreadcrumbs } = this.#options
    if (maxBreadcrumbs === 0) return
    const holder = this.#holder()
    // one copy, because whoever holds the list holds a snapshot
    const breadcrumbs = holder.data.breadcrumbs.slice(1 - maxBreadcrumbs || Infinity)
    breadcrumbs.push(crumb)
    holder.data = { ...holder.data, breadcrumbs }
  }

  #holder(): Holder {
    return this.#storage?.getStore() ?? this.#base
  }

  #fork(data: ScopeData): Holder {
    const chain = this.#storage?.getStore()
    if (!chain) return { data, outer: this.#base }
    return { data: mergeScopes(chain.data, data), outer: chain }
  }

  #open(): ContextStorage<Holder> {
    this.#storage ??= this.#options.createStorage?.() ?? new TurnStorage()
    return this.#storage
  }
}
