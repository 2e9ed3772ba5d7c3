/**
 * Which events are one issue, and why (protocol section 29).
 */

import type { Event, Thread } from '../protocol/event.ts'
import { exceptionGrounds } from './exception.ts'
import { fingerprintGrounds } from './fingerprint.ts'
import type { Grounds } from './grounds.ts'
import { hashParts } from './hash.ts'
import { messageGrounds } from './message.ts'
import { callsInWords, stackWords } from './stack.ts'

/** The name of an issue, and what it is made of. */
export interface Grouping extends Grounds {
  /** 32 hex digits; events with the same key belong together. */
  readonly key: string
}

/**
 * The key of an event, the parts it is made of, and the reason in plain words.
 *
 * The program's own fingerprint, else the exceptions' types and frames, else the stack of the only
 * thread, else the message. Depends on nothing but the event; lines and columns do not count.
 */
export function explainGrouping(event: Event): Grouping {
  const grounds = fingerprintGrounds(event, () => defaultGrounds(event)) ?? defaultGrounds(event)
  return { key: hashParts(grounds.parts), ...grounds }
}

function defaultGrounds(event: Event): Grounds {
  return exceptionGrounds(event) ?? threadGrounds(event) ?? messageGrounds(event) ?? emptyGrounds()
}

/**
 * A message from one place in the code is known by its message, not by the place: a logger's own
 * line would swallow all others.
 */
function threadGrounds(event: Event): Grounds | undefined {
  const threads: readonly Thread[] = event.threads?.values ?? []
  if (threads.length !== 1 || messageGrounds(event) !== undefined) return undefined
  const { frames } = stackWords(threads[0]?.stacktrace)
  if (frames.length === 0) return undefined
  return {
    parts: ['thread', ...frames.map(({ key }) => `frame: ${key}`)],
    reason: `Same stack: ${callsInWords(frames)}`,
  }
}

function emptyGrounds(): Grounds {
  return { parts: ['empty'], reason: 'Neither fingerprint nor exception, stack or message' }
}
