/**
 * What a chain of exceptions says about its kind (protocol section 29, 5).
 */

import type { Event, ExceptionValue } from '../protocol/event.ts'
import { codesOf, engineWordOf, propertyOf } from './codes.ts'
import type { Grounds } from './grounds.ts'
import { kindOf } from './kind.ts'
import { callsInWords, stackWords, type StackWords } from './stack.ts'

const MAX_TEXT = 2000

interface Link {
  readonly type: string
  readonly parts: readonly string[]
  readonly by: 'app' | 'stack' | 'value' | 'type'
  /** What it is known by, for people. */
  readonly shown: string
  /** The words of its text that count beside its frames. */
  readonly words: readonly string[]
}

/**
 * Grounds from type and frames of every link, and from what its text says beside them; a link without
 * frames gives its text instead.
 */
export function exceptionGrounds(event: Event): Grounds | undefined {
  const links = linksOf(event.exception?.values ?? [])
  const last = links.at(-1)
  if (last === undefined || links.every((link) => link.parts.length === 0)) return undefined
  return {
    parts: ['exception', ...links.flatMap((link) => link.parts)],
    reason: reasonFor(links, last),
  }
}

/**
 * Of a group only what it holds counts: its own text and stack tell how it was collected. How many
 * there are, and in which order they failed, is chance.
 */
function linksOf(values: readonly ExceptionValue[]): readonly Link[] {
  const members = values.filter((value) => value.mechanism?.is_exception_group !== true)
  const isGroup = members.length > 0 && members.length < values.length
  const links = distinct((isGroup ? members : values).map(linkOf))
  return isGroup ? links.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) : links
}

function linkOf(exception: ExceptionValue): Link {
  const isSynthetic = exception.mechanism?.synthetic === true
  const type = isSynthetic ? '' : (exception.type ?? '')
  const typeParts = type === '' ? [] : [`type: ${type}`]
  const stack = stackWords(exception.stacktrace)
  const value = kindOf(firstLine(exception.value ?? ''))
  if (stack.frames.length === 0) {
    if (value === '') return { type, parts: typeParts, by: 'type', shown: '', words: [] }
    const words = codesIn(exception).map((code) => `code: ${code}`)
    return {
      type,
      parts: [...typeParts, `value: ${value}`, ...words],
      by: 'value',
      shown: value,
      words,
    }
  }
  const codes = codesIn(exception)
  const text = value !== '' && textCounts(type, stack, exception, codes) ? [`value: ${value}`] : []
  const words = [...text, ...codes.map((code) => `code: ${code}`)]
  const frames = stack.frames.map(({ key }) => `frame: ${key}`)
  const shown = callsInWords(stack.frames)
  return {
    type,
    parts: [...typeParts, ...frames, ...words],
    by: stack.inApp ? 'app' : 'stack',
    shown,
    words,
  }
}

/** Types that say nothing, and those of databases, who have one for everything. */
const VAGUE = /^(?:error|exception|)$|sql|database|postgres|mongo|prisma|query/i

/**
 * Whether the text counts although there are frames. Where the program itself threw, the place says
 * it all, unless nobody is seen to have called it. Where a library threw an error of no type of its
 * own, only a code or the text tells it from others; the text does where the place cannot be read,
 * and for values that were thrown without a stack.
 */
function textCounts(
  type: string,
  stack: StackWords,
  { mechanism }: ExceptionValue,
  codes: readonly string[],
): boolean {
  if (mechanism?.synthetic === true || !stack.isTelling) return true
  if (stack.isOwnThrow) return stack.isAlone
  return codes.length === 0 && VAGUE.test(type)
}

function codesIn({ type = '', value = '', stacktrace }: ExceptionValue): readonly string[] {
  const line = stacktrace?.frames.at(-1)?.context_line
  const byEngine = propertyOf(value, line) ?? engineWordOf(type, value)
  return byEngine === undefined ? codesOf(value) : [byEngine]
}

/** What follows the first line are particulars. */
function firstLine(text: string): string {
  const start = text.slice(0, MAX_TEXT).trimStart()
  const end = start.search(/[\r\n]/)
  return end < 0 ? start.trim() : start.slice(0, end).trim()
}

/** Equal members count once; then a group of one kind is that kind. */
function distinct(links: readonly Link[]): readonly Link[] {
  const seen = new Map(links.map((link) => [nameOf(link), link]))
  return [...seen.values()]
}

function nameOf(link: Link): string {
  return link.parts.join('\n')
}

function reasonFor(links: readonly Link[], last: Link): string {
  const linked = links.length > 1 ? `, with ${links.length - 1} linked` : ''
  return `${basis(last)}${linked}`
}

function basis({ by, type, shown, words }: Link): string {
  const subject = type === '' ? 'exception' : type
  const more = words.length === 0 ? '' : `, and the same ${words.join(', ')}`
  if (by === 'app') return `Same frames of the app: ${subject} in ${shown}${more}`
  if (by === 'stack') return `Same frames, none of them of the app: ${subject} in ${shown}${more}`
  if (by === 'value')
    return `Same type and text, changing parts replaced: ${subject}: ${shown}${more}`
  return `Same type, with neither frames nor text: ${subject}`
}
