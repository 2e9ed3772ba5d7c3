/** Code that looks at every event before it leaves. */

import type { Event } from '../protocol/event.ts'
import { readProperty } from '../values/describe.ts'
import { isRecord } from '../values/json-object.ts'

/**
 * What a hook may answer: the event to go on with, or `null` to drop it.
 *
 * Nothing (`undefined`) counts as a mistake, because forgetting `return` would silently lose events.
 */
export type HookResult = Event | null | undefined

/** A function from event to event. The event is the hook's own copy and may be changed. */
export type EventHook = (event: Event) => HookResult | Promise<HookResult>

/** A processor: a function, or an object with `process`, as the ancestor's classes had. */
export type Processor = EventHook | { process(event: Event): HookResult | Promise<HookResult> }

/** Whether this can be used as a processor. */
export function isProcessor(value: unknown): value is Processor {
  if (typeof value === 'function') return true
  return isRecord(value) && typeof readProperty(value, 'process') === 'function'
}

/** A processor as the function it is. */
export function hookOf(processor: Processor): EventHook {
  return typeof processor === 'function' ? processor : (event) => processor.process(event)
}
