/** What may leave of an event when its hooks failed and cannot vouch for it: where, not what. */

import type { Event } from '../protocol/event.ts'
import { isRecord, recordsIn } from '../values/json-object.ts'

type Fields = Readonly<Record<string, unknown>>

/** Which event it is, and of which program: options, and nothing of what happened. */
const OF_HEAD = ['event_id', 'timestamp', 'platform', 'level', 'release', 'environment']
const OF_SDK = ['name', 'version']
const OF_MECHANISM = ['type', 'handled', 'synthetic', 'exception_id', 'parent_id', 'source']
const OF_FRAME = ['filename', 'function', 'lineno']

/**
 * Type, mechanism, and the innermost in-app function, file and line; no value, source, context or user.
 * The mechanism goes without its data, which may hold anything.
 */
export function skeletonOf(event: Event, reason: string): Event {
  const links = isRecord(event.exception) ? recordsIn(event.exception.values) : []
  const skeleton: Fields = {
    ...pick({ ...event }, OF_HEAD),
    ...(isRecord(event.sdk) ? { sdk: pick(event.sdk, OF_SDK) } : {}),
    ...(links.length === 0 ? {} : { exception: { values: links.map(bareException) } }),
    contexts: { raven: { skeleton: reason } },
  }
  return skeleton
}

function bareException({ type, mechanism, stacktrace }: Fields): Fields {
  const frames = isRecord(stacktrace) ? recordsIn(stacktrace.frames) : []
  const frame = frames.findLast(({ in_app }) => in_app === true)
  return {
    ...pick({ type }, ['type']),
    ...(isRecord(mechanism) ? { mechanism: pick(mechanism, OF_MECHANISM) } : {}),
    ...(frame ? { stacktrace: { frames: [{ ...pick(frame, OF_FRAME), in_app: true }] } } : {}),
  }
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    names.filter((name) => isPlain(fields[name])).map((name) => [name, fields[name]]),
  )
}

/** A program may give a mechanism of its own, and anything as its parts. */
function isPlain(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null)
}
