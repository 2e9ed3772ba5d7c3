/**
 * Timers that are made good where the runtime forgets them.
 *
 * On workerd a timer ends with the request that started it, and outside of a request none can be started.
 * What is long overdue is therefore run by whoever starts the next one.
 */

import type { Cancel } from './runtime.ts'

/** So much later than it should have run, a timer is taken to be gone. */
const GONE_AFTER_MS = 1_000

/** What is to be run, and when. */
interface Timer {
  dueAt: number
  readonly task: () => void
}

/** Starts timers: of one client. */
export function keptTimers(): (ms: number, task: () => void) => Cancel {
  const waiting = new Set<Timer>()
  let nextLook = 0

  const run = (timer: Timer): void => {
    if (waiting.delete(timer)) timer.task()
  }

  const runOverdue = (now: number): void => {
    if (now < nextLook) return
    nextLook = now + GONE_AFTER_MS
    for (const timer of waiting) {
      if (timer.dueAt + GONE_AFTER_MS > now) continue
      timer.dueAt = now // this one, too, may be forgotten
      setTimeout(run, 0, timer)
    }
  }

  return (ms, task) => {
    const now = Date.now()
    const timer = { dueAt: now + ms, task }
    waiting.add(timer)
    let id: ReturnType<typeof setTimeout> | undefined
    try {
      id = setTimeout(run, ms, timer)
      runOverdue(now)
    } catch {
      // no timers here: it is overdue until somebody can start one
    }
    return () => {
      waiting.delete(timer)
      clearTimeout(id)
    }
  }
}
