/**
 * What a chain of exceptions says about its kind (protocol section 29, 5).
 */

import type { Event, ExceptionValue } from '../protocol/event.ts'
import { parameterize } from './parameterize.ts'
import type { Grounds } from './grounds.ts'
import { callsInWords, stackWords } from './stack.ts'

interface Link {
  readonly type: string
  readonly parts: readonly string[]
  readonly by: 'app' | 'stack' | 'value' | 'type'
  /** What it is known by, for people. */
  readonly shown: string
}

/** Grounds from type and frames of every link; a link without frames gives its value instead. */
export function exceptionGrounds(event: Event): Grounds | undefined {
  const links = distinct(relevant(event.exception?.values ?? []).map(linkOf))
  const last = links.at(-1)
  if (last === undefined || links.every((link) => link.parts.length === 0)) return undefined
  return {
    parts: ['exception', ...links.flatMap((link) => link.parts)],
    reason: reasonFor(links, last),
  }
}

/** Of a group only what it holds counts: its own text and stack tell how it was collected. */
function relevant(values: readonly ExceptionValue[]): readonly ExceptionValue[] {
  const members = values.filter((value) => value.mechanism?.is_exception_group !== true)
  return members.length > 0 && members.length < values.length ? members : values
}

function linkOf(exception: ExceptionValue): Link {
  const type = exception.mechanism?.synthetic === true ? '' : (exception.type ?? '')
  const typeParts = type === '' ? [] : [`type: ${type}`]
  const { inApp, frames } = stackWords(exception.stacktrace)
  if (frames.length > 0) {
    const parts = [...typeParts, ...frames.map(({ key }) => `frame: ${key}`)]
    return { type, parts, by: inApp ? 'app' : 'stack', shown: callsInWords(frames) }
  }
  const value = parameterize(exception.value ?? '').trim()
  if (value === '') return { type, parts: typeParts, by: 'type', shown: '' }
  return { type, parts: [...typeParts, `value: ${value}`], by: 'value', shown: value }
}

/** Equal members of a group count once; then a group of one kind is that kind. */
function distinct(links: readonly Link[]): readonly Link[] {
  const seen = new Map(links.map((link) => [link.parts.join('\n'), link]))
  return [...seen.values()]
}

function reasonFor(links: readonly Link[], last: Link): string {
  const linked = links.length > 1 ? `, with ${links.length - 1} linked` : ''
  return `${basis(last)}${linked}`
}

function basis({ by, type, shown }: Link): string {
  const subject = type === '' ? 'exception' : type
  if (by === 'app') return `Same frames of the app: ${subject} in ${shown}`
  if (by === 'stack') return `Same frames, none of them of the app: ${subject} in ${shown}`
  if (by === 'value') return `Same type and text, changing parts replaced: ${subject}: ${shown}`
  return `Same type, with neither frames nor text: ${subject}`
}
