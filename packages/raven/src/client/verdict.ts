/**
 * Whether an event is to be reported, when the program knows that only later.
 *
 * A web server knows whether an error matters when it knows its answer. Whoever captures may hand over
 * a promise of that; the event is made and kept meanwhile, and is sent unless the promise says no.
 */

import type { Runtime } from '../runtime/runtime.ts'
import { readProperty } from '../values/describe.ts'
import { isThenable, promiseOf } from '../values/thenable.ts'

/** What is known of one event. */
export interface Verdict {
  /** Undefined as long as nothing is known. */
  readonly isWanted: boolean | undefined
  /** Resolves with the answer; with true when none comes in time. Never rejects. */
  readonly known: Promise<boolean>
}

/** The longest a verdict is waited for, in milliseconds. */
export const MAX_WAIT_MS = 2_000

/** What the options of a capture say of it; options may be anything. */
export function whenOf(options: unknown): unknown {
  return typeof options === 'object' && options !== null ? readProperty(options, 'when') : undefined
}

/** The verdict that `when` stands for; undefined when it promises none. */
export function verdictOf(when: unknown, later: Runtime['later']): Verdict | undefined {
  if (!isThenable(when)) return undefined
  let isWanted: boolean | undefined
  const known = new Promise<boolean>((resolve) => {
    const decide = (answer: unknown): void => {
      stop()
      isWanted ??= answer !== false
      resolve(isWanted)
    }
    const stop = later(MAX_WAIT_MS, () => decide(true))
    // what fails says nothing, and an error nobody judged is reported
    void promiseOf(when).then(decide, () => decide(true))
  })
  return {
    known,
    get isWanted() {
      return isWanted
    },
  }
}
