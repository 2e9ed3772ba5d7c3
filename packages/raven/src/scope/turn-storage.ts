/** For runtimes that follow no chain of calls: what is run has its own until it returns, or comes to its first `await`. */

import type { ContextStorage } from '../runtime/runtime.ts'

/** Shaped like `AsyncLocalStorage`. */
export class TurnStorage<T> implements ContextStorage<T> {
  #here: T | undefined

  getStore(): T | undefined {
    return this.#here
  }

  run<R>(store: T, fn: () => R): R {
    const before = this.#here
    this.#here = store
    try {
      return fn()
    } finally {
      this.#here = before
    }
  }

  /** Nobody could tell where the chain ends. */
  enterWith(): void {}
}
