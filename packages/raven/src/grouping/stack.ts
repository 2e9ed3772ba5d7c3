/**
 * What a stack says about the kind of an error.
 */

import type { Frame, Stacktrace } from '../protocol/event.ts'
import { frameWords } from './frame.ts'

/** The frames that count, innermost last, and whether they are those of the app. */
export interface StackWords {
  readonly inApp: boolean
  readonly frames: readonly string[]
}

/** The words of the app's frames; of all frames, if none of the app's says anything. */
export function stackWords(stacktrace: Stacktrace | undefined): StackWords {
  const frames = stacktrace?.frames ?? []
  const own = wordsOf(frames.filter((frame) => frame.in_app === true))
  return own.length > 0 ? { inApp: true, frames: own } : { inApp: false, frames: wordsOf(frames) }
}

/** How deep a recursion went does not matter, so what repeats itself counts once. */
function wordsOf(frames: readonly Frame[]): readonly string[] {
  const words = frames.flatMap((frame) => frameWords(frame) ?? [])
  return words.filter((word, index) => word !== words[index - 1])
}
