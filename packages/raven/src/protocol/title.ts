/**
 * How an event is called in a list (protocol section 29).
 */

import type { Event, ExceptionValue, Frame } from './event.ts'

const MAX_TITLE = 250
const MAX_CULPRIT = 200

/** One line that names the event: `TypeError: x is undefined`, or the first line of its message. */
export function eventTitle(event: Event): string {
  const exception = event.exception?.values.at(-1)
  const title = exception === undefined ? firstLine(messageOf(event)) : exceptionTitle(exception)
  return clip(title, MAX_TITLE) || '<unlabeled event>'
}

/** Where it happened: the transaction, else `module or file in function` of the innermost frame in the app. */
export function eventCulprit(event: Event): string {
  const given = event.transaction ?? event.culprit
  return clip(firstLine(given ?? culpritOf(framesOf(event)) ?? ''), MAX_CULPRIT)
}

/** What `module or file in function` says about a frame; empty if it says nothing. */
export function frameLabel(frame: Frame): string {
  const place = frame.module ?? frame.filename ?? frame.abs_path
  const call = frame.function
  if (place === undefined && call === undefined) return ''
  return `${place ?? '?'} in ${call ?? '?'}`
}

function exceptionTitle({ type, value, mechanism, stacktrace }: ExceptionValue): string {
  const text = firstLine(value ?? '')
  if (mechanism?.synthetic === true && !text) {
    return innermost(stacktrace?.frames ?? [])?.function ?? type ?? ''
  }
  if (mechanism?.synthetic === true || !type) return text
  return text === '' ? type : `${type}: ${text}`
}

function messageOf(event: Event): string {
  if (event.logentry !== undefined) return event.logentry.formatted ?? event.logentry.message ?? ''
  const { message } = event
  return typeof message === 'string' ? message : (message?.formatted ?? message?.message ?? '')
}

/** The frames of the captured exception, else those of the thread it happened in. */
function framesOf(event: Event): readonly Frame[] {
  const own = event.exception?.values.at(-1)?.stacktrace?.frames
  const threads = event.threads?.values ?? []
  const thread = threads.find((one) => one.crashed ?? one.current ?? false) ?? threads[0]
  return own ?? thread?.stacktrace?.frames ?? []
}

function culpritOf(frames: readonly Frame[]): string | undefined {
  const labelled = frames.filter((frame) => frameLabel(frame) !== '')
  const frame = innermost(labelled)
  return frame === undefined ? undefined : frameLabel(frame)
}

/** The last frame of the app, or the very last if none is. */
function innermost(frames: readonly Frame[]): Frame | undefined {
  return frames.findLast((frame) => frame.in_app === true) ?? frames.at(-1)
}

function firstLine(text: string): string {
  return (
    text
      .trimStart()
      .split(/[\r\n]/, 1)[0]
      ?.trimEnd() ?? ''
  )
}

function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
