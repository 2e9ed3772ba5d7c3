/** How bad it is, as a word with a colour: never by colour alone. */

import type { Level } from 'raven-ts/protocol'

/** A small badge. */
export function LevelBadge({ level }: { readonly level: Level }) {
  return <span class={`badge level-${level}`}>{level}</span>
}
