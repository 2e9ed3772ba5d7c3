/**
 * What a message says about its kind (protocol section 29, 6).
 */

import type { Event, LogEntry } from '../protocol/event.ts'
import type { Grounds } from './grounds.ts'
import { parameterize } from './parameterize.ts'

const MAX_LINES = 2
const MAX_TEXT = 2000

/** Grounds from the template of a message, else from its first two lines. */
export function messageGrounds(event: Event): Grounds | undefined {
  const entry = event.logentry ?? entryOf(event.message)
  const template = templateOf(entry)
  if (template !== '') return grounds('message template', template)
  const text = entry.formatted ?? entry.message ?? ''
  const kind = parameterize(firstLines(text))
  if (kind === '') return undefined
  return grounds(kind === firstLines(text) ? 'message' : 'message, changing parts replaced', kind)
}

function grounds(what: string, text: string): Grounds {
  return { parts: ['message', `text: ${text}`], reason: `Same ${what}: ${text}` }
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
