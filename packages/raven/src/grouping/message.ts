/**
 * What a message says about its kind (protocol section 29, 6).
 */

import type { Event, LogEntry } from '../protocol/event.ts'
import { codesOf } from './codes.ts'
import type { Grounds } from './grounds.ts'
import { kindOf } from './kind.ts'

const MAX_LINES = 2
const MAX_TEXT = 2000

/**
 * Grounds from the template of a message, else from its first two lines; and from who said it, if the
 * event tells: without a stack the logger is the place.
 */
export function messageGrounds(event: Event): Grounds | undefined {
  const entry = event.logentry ?? entryOf(event.message)
  const template = templateOf(entry)
  if (template !== '') return grounds('message template', template, event.logger)
  const text = firstLines(entry.formatted ?? entry.message ?? '')
  const kind = kindOf(text)
  if (kind === '') return undefined
  if (kind === text) return grounds('message', kind, event.logger)
  return grounds('message, changing parts replaced', kind, event.logger, codesOf(text))
}

function grounds(
  what: string,
  text: string,
  logger: string | undefined,
  codes: readonly string[] = [],
): Grounds {
  const kept = codes.filter((code) => !text.includes(code))
  const by = logger === undefined || logger === '' ? [] : [`logger: ${logger}`]
  return {
    parts: ['message', `text: ${text}`, ...kept.map((code) => `code: ${code}`), ...by],
    reason: `Same ${what}: ${text}${withCodes(kept)}${by.length > 0 ? `, said by ${logger}` : ''}`,
  }
}

function withCodes(codes: readonly string[]): string {
  return codes.length === 0 ? '' : ` (${codes.join(', ')})`
}

function entryOf(message: string | LogEntry | undefined): LogEntry {
  if (typeof message === 'string') return { formatted: message }
  return message ?? {}
}

/** A text is a template if it differs from what it became, or was given parameters. */
function templateOf({ message, params, formatted }: LogEntry): string {
  const text = message?.trim() ?? ''
  const isTemplate = params !== undefined || (formatted !== undefined && formatted !== message)
  return isTemplate ? text.slice(0, MAX_TEXT) : ''
}

function firstLines(text: string): string {
  const lines = text.slice(0, MAX_TEXT).split(/\r?\n/)
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MAX_LINES)
    .join('\n')
}
