/** Levels as the data file holds them: plain text. */

import { LEVELS } from 'raven-ts/protocol'
import type { Level } from 'raven-ts/protocol'

/** The level of that name; `error` for any other text, as the protocol's default is. */
export function levelOf(text: string): Level {
  return LEVELS.find((level) => level === text) ?? 'error'
}
