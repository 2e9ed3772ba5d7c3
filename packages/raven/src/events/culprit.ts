/** The place an event is named after: the innermost frame of the program's own. */

import type { Frame } from '../protocol/event.ts'

/** `module in function`; the innermost in-app frame, else the innermost; frames are oldest first. */
export function culpritOf(frames: readonly Frame[]): string | undefined {
  let fallback: string | undefined
  for (let i = frames.length - 1; i >= 0; i--) {
    const label = labelOf(frames[i])
    if (label === undefined) continue
    if (frames[i]?.in_app === true) return label
    fallback ??= label
  }
  return fallback
}

function labelOf(frame: Frame | undefined): string | undefined {
  const place = frame?.module
  const name = frame?.function === '?' ? undefined : frame?.function
  if (!place && !name) return undefined
  return `${place ?? '?'} in ${name ?? '?'}`
}
