/** Calling functions of the program that only listen. */

import { isThenable, promiseOf } from '../values/thenable.ts'

/** Calls `fn`; neither its throw nor its promise's rejection reaches the program, `failed` hears of both. */
export function quietly(fn: () => unknown, failed: (error: unknown) => void = () => {}): void {
  try {
    const answer = fn()
    if (isThenable(answer)) void promiseOf(answer).catch(failed)
  } catch (error) {
    failed(error)
  }
}
