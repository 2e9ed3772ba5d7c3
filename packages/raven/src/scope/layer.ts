/** What one chain of calls holds; the only thing of a scope that changes. */

import type { Breadcrumb } from '../protocol/event.ts'
import type { ScopeData } from './scope-data.ts'

/** A breadcrumb, or what answers it once somebody looks; undefined is none, and so is one that throws. */
export type SaidCrumb = Breadcrumb | (() => Breadcrumb | undefined)

/** One layer. Breadcrumbs are only noted until somebody looks, because most are never part of an event. */
export class Layer {
  /** The layer this one was opened in; absent in the base. */
  readonly outer: Layer | undefined
  /** What it was when {@link Scopes.enter} made it; absent in others. */
  entered: ScopeData | undefined
  lastEventId: string | undefined
  readonly #max: number
  #data: ScopeData
  #noted: SaidCrumb[] = []

  /** @param max how many breadcrumbs are kept */
  constructor(data: ScopeData, max: number, outer?: Layer) {
    this.#data = data
    this.#max = max
    this.outer = outer
  }

  /** A snapshot, with the last breadcrumbs. */
  get data(): ScopeData {
    const noted = this.#noted
    if (noted.length === 0) return this.#data
    this.#noted = [] // what is asked may note one itself
    const breadcrumbs = [...this.#data.breadcrumbs, ...noted.flatMap(saidBy)].slice(-this.#max)
    return (this.#data = { ...this.#data, breadcrumbs })
  }

  set data(data: ScopeData) {
    this.#noted = []
    this.#data = data
  }

  /** Adds a breadcrumb. */
  note(crumb: SaidCrumb): void {
    const max = this.#max
    if (max === 0) return
    // now and then, because each time would cost each call
    if (this.#noted.length >= 2 * max) this.#noted.splice(0, max)
    this.#noted.push(crumb)
  }
}

function saidBy(crumb: SaidCrumb): Breadcrumb | readonly Breadcrumb[] {
  if (typeof crumb !== 'function') return crumb
  try {
    return crumb() ?? []
  } catch {
    return [] // the program's own function failed; the event goes without what it would have said
  }
}
