/**
 * How much ingestion holds in memory at a time, over all requests.
 *
 * Beyond it requests are refused at once, with an answer, instead of piling up.
 */

import { overloaded } from './refusal.ts'

/** What all requests together may hold. */
export interface BudgetLimits {
  readonly maxRequests: number
  readonly maxBytes: number
}

/** 256 requests and 64 MiB. */
export const DEFAULT_BUDGET: BudgetLimits = { maxRequests: 256, maxBytes: 64 * 1024 * 1024 }

/** One request's share. */
export interface Lease {
  /** Takes more bytes, or throws a 503. */
  grow(bytes: number): void
  /** Gives everything back; further calls do nothing. */
  release(): void
}

/** Counts requests and bytes in flight. */
export class Budget {
  readonly #limits: BudgetLimits
  #requests = 0
  #bytes = 0

  constructor(limits: BudgetLimits = DEFAULT_BUDGET) {
    this.#limits = limits
  }

  /** Admits one request, or throws a 503. */
  enter(): Lease {
    if (this.#requests >= this.#limits.maxRequests) throw overloaded('too many requests at a time')
    this.#requests += 1
    let held = 0
    let released = false
    return {
      grow: (bytes) => {
        if (this.#bytes + bytes > this.#limits.maxBytes)
          throw overloaded('too many bytes at a time')
        this.#bytes += bytes
        held += bytes
      },
      release: () => {
        if (released) return
        released = true
        this.#requests -= 1
        this.#bytes -= held
      },
    }
  }
}
