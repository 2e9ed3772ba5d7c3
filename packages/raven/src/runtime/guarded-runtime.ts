/**
 * A runtime whose clock always answers and whose tasks throw into nobody.
 *
 * A program may put anything in the place of `Date.now` or of what we call later (fake timers do), and
 * what a task of ours throws outside of any call of the program would end it.
 */

import type { Cancel, Runtime } from './runtime.ts'

/** The same runtime, guarded; `onFailed` hears what a task has thrown, and must not throw. */
export function guardedRuntime<R extends Runtime>(
  runtime: R,
  onFailed: (error: unknown) => void,
): R {
  let last = 0
  const guarded = (task: () => void) => (): void => {
    try {
      task()
    } catch (error) {
      onFailed(error)
    }
  }
  const started = (start: () => Cancel): Cancel => {
    try {
      return start()
    } catch (error) {
      onFailed(error)
      return () => {} // there is no timer to stop
    }
  }
  return {
    ...runtime,
    now: () => {
      try {
        const now = runtime.now()
        if (Number.isFinite(now)) last = now
      } catch {
        // a clock that refuses stands still
      }
      return last
    },
    defer: (task) => {
      const safe = guarded(task)
      try {
        runtime.defer(safe)
      } catch (error) {
        onFailed(error)
        safe() // nothing can be put off here
      }
    },
    later: (ms, task) => started(() => runtime.later(ms, guarded(task))),
    hold: (ms, task) => started(() => runtime.hold(ms, guarded(task))),
  }
}

/** A number from 0 to 1, also where the program has put something else in the place of `Math.random`. */
export function random(): number {
  try {
    const number = Math.random()
    return number >= 0 && number < 1 ? number : HALF
  } catch {
    return HALF
  }
}

const HALF = 0.5
