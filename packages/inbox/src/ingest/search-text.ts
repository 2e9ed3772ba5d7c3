/** What a search by text should find of an event. */

import type { ExceptionValue, NormalEvent } from 'raven-ts/protocol'

const MAX_LENGTH = 8000
const MAX_PART = 1000
const FRAMES = 5

/** Lower-case text of the event's telling parts, one per line, the most telling first. */
export function searchText(event: NormalEvent, title: string): string {
  const text: string[] = []
  let length = 0
  for (const part of parts(event, title)) {
    if (!part) continue
    text.push(part.slice(0, MAX_PART))
    length += Math.min(part.length, MAX_PART)
    if (length > MAX_LENGTH) break
  }
  return text.join('\n').slice(0, MAX_LENGTH).toLowerCase()
}

function* parts(event: NormalEvent, title: string): Generator<string | undefined> {
  yield title
  yield event.transaction ?? event.culprit
  for (const value of event.exception?.values.toReversed() ?? []) yield* exceptionParts(value)
  yield event.logentry?.formatted
  yield event.logentry?.message
  yield event.request?.url
  for (const [key, value] of Object.entries(event.tags ?? {})) yield `${key}:${value}`
  for (const value of Object.values(event.user ?? {})) {
    if (typeof value === 'string' || typeof value === 'number') yield String(value)
  }
  yield* [event.release, event.environment, event.server_name, event.logger]
}

function* exceptionParts(value: ExceptionValue): Generator<string | undefined> {
  yield value.type
  yield value.value
  for (const frame of value.stacktrace?.frames.slice(-FRAMES).toReversed() ?? []) {
    yield frame.function
    yield frame.filename ?? frame.abs_path
  }
}
