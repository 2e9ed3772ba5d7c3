/**
 * The JSON of an event, joined from the JSON its frames already have.
 *
 * Frames with their source are most of an event and the same each time; they were encoded when first
 * seen and are found again by identity. A frame that a hook has replaced is simply encoded anew.
 */

import type { Event, ExceptionValue, Frame, Stacktrace, Thread } from '../protocol/event.ts'

type TextOf = (frame: Frame) => string

/** `JSON.stringify(event)`, for less. */
export function eventText(event: Event, textOf: TextOf): string {
  const { exception, threads, ...rest } = event
  let text = JSON.stringify(rest)
  if (exception) text = withMember(text, 'exception', valuesText(exception.values, textOf))
  if (threads) text = withMember(text, 'threads', valuesText(threads.values, textOf))
  return text
}

function valuesText(values: readonly (ExceptionValue | Thread)[], textOf: TextOf): string {
  return `{"values":[${values.map((value) => valueText(value, textOf)).join(',')}]}`
}

function valueText(value: ExceptionValue | Thread, textOf: TextOf): string {
  const { stacktrace, ...rest } = value
  const text = JSON.stringify(rest)
  return stacktrace ? withMember(text, 'stacktrace', stackText(stacktrace, textOf)) : text
}

function stackText({ frames, ...rest }: Stacktrace, textOf: TextOf): string {
  return withMember(JSON.stringify(rest), 'frames', `[${frames.map(textOf).join(',')}]`)
}

/** Adds a member to the text of an object. */
function withMember(object: string, key: string, value: string): string {
  return `${object.slice(0, -1)}${object === '{}' ? '' : ','}"${key}":${value}}`
}
