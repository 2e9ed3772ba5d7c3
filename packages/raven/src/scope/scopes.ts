/**
 * The context in force: a base for the whole client, and above it one layer per asynchronous chain.
 *
 * The storage that follows a chain is made when the first chain is opened, because on Node 20 and 22
 * its mere existence slows every `await` of the program.
 */

import type { ContextStorage } from '../runtime/runtime.ts'
import { Layer, type SaidCrumb } from './layer.ts'
import { EMPTY_SCOPE, mergeScopes, settled, type ScopeData } from './scope-data.ts'
import { TurnStorage } from './turn-storage.ts'

/** How to make a scope storage, if the runtime has one. */
export interface ScopesOptions {
  readonly createStorage?: () => ContextStorage<Layer>
  /** Breadcrumbs kept per chain. */
  readonly maxBreadcrumbs: number
}

/** The layers of one client. */
export class Scopes {
  readonly #options: ScopesOptions
  readonly #base: Layer
  #storage: ContextStorage<Layer> | undefined

  constructor(options: ScopesOptions) {
    this.#options = options
    this.#base = this.#made(EMPTY_SCOPE)
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
    return this.#here().data
  }

  set layer(data: ScopeData) {
    this.#here().data = data
  }

  get lastEventId(): string | undefined {
    return this.#here().lastEventId
  }

  /** Who opened a layer may ask for what was captured in it. */
  set lastEventId(id: string) {
    for (let it: Layer | undefined = this.#here(); it; it = it.outer) it.lastEventId = id
  }

  /** Runs `fn` in a layer of its own over the present one. Without a storage it has that until it returns. */
  run<R>(data: ScopeData, fn: () => R): R {
    return this.#open().run(this.#fork(data), fn)
  }

  /** Gives the rest of the present chain a layer of its own: a copy of the present one, or `afresh` of the base. */
  enter(afresh = false): void {
    const layer = afresh ? this.#made(EMPTY_SCOPE, this.#base) : this.#fork(EMPTY_SCOPE)
    layer.entered = layer.data
    this.#open().enterWith(layer)
  }

  /** Forgets what was said since {@link enter}; without it there is nothing to forget. */
  leave(): void {
    const layer = this.#here()
    if (layer.entered) layer.data = layer.entered
  }

  /**
   * Follows no chain any more. On Node 20 and 22 a storage is kept for as long as the process lives, and
   * slows it, unless it is told so.
   */
  close(): void {
    this.#storage?.disable?.()
    this.#storage = undefined
  }

  addBreadcrumb(crumb: SaidCrumb): void {
    this.#here().note(crumb)
  }

  #here(): Layer {
    return this.#storage?.getStore() ?? this.#base
  }

  #fork(data: ScopeData): Layer {
    const chain = this.#storage?.getStore()
    return chain ? this.#made(mergeScopes(chain.data, data), chain) : this.#made(data, this.#base)
  }

  #made(data: ScopeData, outer?: Layer): Layer {
    return new Layer(data, this.#options.maxBreadcrumbs, outer)
  }

  #open(): ContextStorage<Layer> {
    this.#storage ??= this.#options.createStorage?.() ?? new TurnStorage()
    return this.#storage
  }
}
