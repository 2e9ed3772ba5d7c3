/**
 * Which exchange the present chain of calls belongs to.
 *
 * The context is asked as an event would ask it, and the exchange in it answers with itself instead of
 * describing its request.
 */

import type { Client } from 'raven-ts'

/** One for each installation; `T` is its exchange. */
export class Probe<T = object> {
  #isOpen = false
  #answer: T | undefined

  /** Whether a question is being asked just now. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Says who is here; answers context without content. The innermost is asked last. */
  answer(exchange: T): Record<string, never> {
    this.#answer = exchange
    return {}
  }

  /** The exchange of the present chain of calls; undefined outside of any. */
  exchangeOf(client: Client): T | undefined {
    this.#answer = undefined
    this.#isOpen = true
    client.context.get()
    this.#isOpen = false
    return this.#answer
  }
}
