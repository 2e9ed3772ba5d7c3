/**
 * What a stack says about the kind of an error.
 */

import type { Frame, Stacktrace } from '../protocol/event.ts'
import { frameWords, type FrameWords } from './frame.ts'

/** The frames that count, innermost last, and what they are worth. */
export interface StackWords {
  readonly inApp: boolean
  readonly frames: readonly FrameWords[]
  /** Whether the innermost frame that counts says where it is, and not only in which file. */
  readonly isTelling: boolean
  /** Whether the program's own code threw, and no library or runtime that it called. */
  readonly isOwnThrow: boolean
  /** Whether all there is is one function without a name: a callback, of whom nobody knows who asked. */
  readonly isAlone: boolean
}

/** Beyond this a stack says nothing new about its kind: the frames at both ends count. */
const MAX_FRAMES = 500

/** The words of the app's frames; of all frames, if none of the app's says anything. */
export function stackWords(stacktrace: Stacktrace | undefined): StackWords {
  const frames = bounded(stacktrace?.frames ?? [])
  const own = wordsOf(frames.filter((frame) => frame.in_app === true))
  const inApp = own.length > 0
  const counting = inApp ? own : inFiles(wordsOf(frames))
  const isTelling = counting.at(-1)?.isTelling ?? false
  const isOwnThrow = frames.at(-1)?.in_app === true
  const isAlone = counting.length === 1 && counting[0]?.isNamed === false
  return { inApp, frames: counting, isTelling, isOwnThrow, isAlone }
}

function bounded(frames: readonly Frame[]): readonly Frame[] {
  if (frames.length <= MAX_FRAMES) return frames
  return [...frames.slice(0, MAX_FRAMES / 2), ...frames.slice(-MAX_FRAMES / 2)]
}

/** How deep a recursion went does not matter, so each call counts once, also of several in turn. */
function wordsOf(frames: readonly Frame[]): readonly FrameWords[] {
  const words = new Map<string, FrameWords>()
  for (const frame of frames) {
    const said = frameWords(frame)
    if (said && !words.has(said.key)) words.set(said.key, said)
  }
  return [...words.values()]
}

/**
 * A stack without a frame of the program was cut short. Which way a library took inside itself follows
 * the data it was given: what counts is where it threw, and through which files it came there.
 */
function inFiles(frames: readonly FrameWords[]): readonly FrameWords[] {
  const files = new Map(frames.slice(0, -1).map((frame) => [frame.place, frame]))
  const outer = [...files].map(([place, frame]) => ({ ...frame, key: place }))
  return [...outer.filter(({ key }) => key !== ''), ...frames.slice(-1)]
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
