/** A clock that only a test moves, with the timers that hang on it. */

import type { Cancel } from '../../src/runtime/runtime.ts'

interface Timer {
  readonly at: number
  readonly task: () => void
}

/** Starts at an arbitrary moment; nothing runs unless told. */
export class TestClock {
  #now = Date.parse('2026-03-04T05:06:07Z')
  readonly #timers = new Set<Timer>()

  readonly now = (): number => this.#now

  readonly later = (ms: number, task: () => void): Cancel => {
    const timer = { at: this.#now + ms, task }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Timers that have not run yet. */
  get pending(): number {
    return this.#timers.size
  }

  /** Milliseconds until the next timer. */
  get untilNext(): number | undefined {
    const next = this.#next()
    return next && next.at - this.#now
  }

  /** Lets time pass, running what falls due in its order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at)
      this.#timers.delete(next)
      next.task()
    }
    this.#now = end
  }

  #next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) if (!first || timer.at < first.at) first = timer
    return first
  }
}
