/** What a hook made of its event, as the plain and bounded data that every event is. */

import type { Event, Json } from '../protocol/event.ts'
import { isJsonObject } from '../protocol/json.ts'
import { LIMITS, normalize, type Limits } from '../values/normalize.ts'

/** Far above what our own events need; beyond it a hook has put a whole program into its event. */
const WIDE: Limits = {
  ...LIMITS,
  text: 200_000,
  width: 10_000,
  depth: 28,
  nodes: 100_000,
  chars: 4_000_000,
}

/**
 * The event as data, or undefined when it is none. Like captured values it is read without running code
 * of its own: what masking sees is what leaves, and no `toJSON` can add to it.
 */
export function hookedEvent(answer: Event, id: string): Event | undefined {
  const data = normalize(answer, WIDE)
  if (!isJsonObject(data)) return undefined
  const kept: [string, Json][] = Object.entries(data).filter(([, value]) => value !== null)
  return { ...Object.fromEntries(kept), event_id: id }
}
