/**
 * What a stack says about the kind of an error.
 */

import type { Frame, Stacktrace } from '../protocol/event.ts'
import { frameWords, type FrameWords } from './frame.ts'

/** The frames that count, innermost last, and whether they are those of the app. */
export interface StackWords {
  readonly inApp: boolean
  readonly frames: readonly FrameWords[]
}

/** The words of the app's frames; of all frames, if none of the app's says anything. */
export function stackWords(stacktrace: Stacktrace | undefined): StackWords {
  const frames = stacktrace?.frames ?? []
  const own = wordsOf(frames.filter((frame) => frame.in_app === true))
  return own.length > 0 ? { inApp: true, frames: own } : { inApp: false, frames: wordsOf(frames) }
}

/** How deep a recursion went does not matter, so what repeats itself counts once. */
function wordsOf(frames: readonly Frame[]): readonly FrameWords[] {
  const words = frames.flatMap((frame) => frameWords(frame) ?? [])
  return words.filter(({ key }, index) => key !== words[index - 1]?.key)
}

/** How many frames are named to people. */
const MAX_SHOWN = 3

/** The innermost calls first; the outer ones seldom tell more. */
export function callsInWords(frames: readonly FrameWords[]): string {
  const shown = frames
    .slice(-MAX_SHOWN)
    .toReversed()
    .map((frame) => frame.shown)
    .join(' ← ')
  return frames.length > MAX_SHOWN ? `${shown} ← ${frames.length - MAX_SHOWN} more` : shown
}
