/** Making an event small enough for servers, which take about a million bytes. */

import type { Event } from '../protocol/event.ts'

/** The most bytes of a finished event. */
export const MAX_EVENT_BYTES = 1_000_000

/** What gives way, least missed first; type, value and frames stay. */
const GIVES_WAY = [
  'modules',
  'breadcrumbs',
  'extra',
  'request',
  'contexts',
  'user',
  'tags',
] as const

/** A finished event as bytes. */
export type Encode = (event: Event) => Uint8Array

/** The event's bytes within the limit, with a note of what was left out; undefined when nothing helps. */
export function fitEvent(event: Event, encode: Encode): Uint8Array | undefined {
  let bytes = encode(event)
  let smaller = event
  const leftOut: string[] = []
  for (const part of GIVES_WAY) {
    if (bytes.byteLength <= MAX_EVENT_BYTES) return bytes
    if (smaller[part] === undefined) continue
    leftOut.push(part)
    smaller = without(smaller, part)
    bytes = encode({ ...smaller, contexts: { ...smaller.contexts, raven: { left_out: leftOut } } })
  }
  return bytes.byteLength <= MAX_EVENT_BYTES ? bytes : undefined
}

function without(event: Event, part: (typeof GIVES_WAY)[number]): Event {
  const { [part]: _, ...rest } = event
  return rest
}
