/** Sorts the frames of a stack into those to read and those to fold. Pure. */

import type { Frame } from 'raven-ts/protocol'
import { counted } from '../parts/words.ts'

/** Frames next to each other that are shown alike: one of the program's own, or a run of others. */
export type FrameRun =
  | { readonly own: true; readonly frame: Frame }
  | { readonly own: false; readonly frames: readonly Frame[] }

const FOREIGN = /(?:^|\/)(?:node_modules|site-packages|dist-packages)\/|^(?:node|internal|native):/

function pathOf(frame: Frame): string {
  return frame.abs_path ?? frame.filename ?? frame.module ?? ''
}

/** Whether the program's author wrote it: as the client says, else by its path. */
function isOwn(frame: Frame): boolean {
  return frame.in_app ?? !FOREIGN.test(pathOf(frame))
}

/**
 * The runs of a stack, innermost call first.
 *
 * A stack without one frame of the program's own is not folded: there is nothing better to read.
 */
export function frameRuns(frames: readonly Frame[]): readonly FrameRun[] {
  const nothingOwn = !frames.some(isOwn)
  const runs: FrameRun[] = []
  let folded: Frame[] = []
  for (const frame of frames.toReversed()) {
    if (nothingOwn || isOwn(frame)) {
      runs.push({ own: true, frame })
      folded = []
    } else {
      if (folded.length === 0) runs.push({ own: false, frames: folded })
      folded.push(frame)
    }
  }
  return runs
}

const PACKAGE =
  /(?:node_modules|site-packages|dist-packages)\/((?:@[^/]{1,100}\/)?[^/]{1,100})(?:\/|$)/g
const RUNTIME = /^(?:node|internal):/

/** The package a frame comes from; undefined when its path does not say. */
function packageOf(frame: Frame): string | undefined {
  const path = pathOf(frame)
  if (RUNTIME.test(path)) return 'node'
  return [...path.matchAll(PACKAGE)].at(-1)?.[1]
}

const MAX_NAMES = 3

/** `6 frames from express and router`. */
export function runLabel(frames: readonly Frame[]): string {
  const count = counted(frames.length, 'frame')
  const names = [...new Set(frames.flatMap((frame) => packageOf(frame) ?? []))]
  if (names.length === 0) return `${count} from libraries`
  const shown = names.slice(0, MAX_NAMES)
  const left = names.length - shown.length
  if (left > 0) return `${count} from ${shown.join(', ')} and ${left} more`
  const last = shown.pop() ?? ''
  return `${count} from ${shown.length === 0 ? last : `${shown.join(', ')} and ${last}`}`
}
