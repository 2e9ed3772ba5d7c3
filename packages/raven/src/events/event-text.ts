/**
 * The JSON of an event, joined from the JSON its frames and breadcrumbs already have.
 *
 * See `values/fragments.ts`: known pieces are found again by identity, all else is encoded anew.
 */

import type { Event } from '../protocol/event.ts'
import { isRecord } from '../values/json-object.ts'

type TextOf = (piece: object) => string

/**
 * `JSON.stringify(event)` for an event of plain JSON data, for less, and with its keys in another order.
 * Halves of surrogate pairs become U+FFFD, because parsers in other languages refuse the whole text.
 */
export function eventText(event: Event, textOf: TextOf): string {
  const links = listText((link) => linkText(link, textOf))
  const text = objectText(event, {
    exception: (value) => memberText(value, 'values', links),
    threads: (value) => memberText(value, 'values', links),
    breadcrumbs: (value) => memberText(value, 'values', listText(pieceText(textOf))),
  })
  return wellFormed(text)
}

type Write = (value: unknown) => string

function linkText(link: unknown, textOf: TextOf): string {
  const frames = listText(pieceText(textOf))
  const stack: Write = (value) => memberText(value, 'frames', frames)
  return isRecord(link) ? objectText(link, { stacktrace: stack }) : json(link)
}

/** The value, with one of its members written in a way of its own. */
function memberText(value: unknown, name: string, write: Write): string {
  return isRecord(value) ? objectText(value, { [name]: write }) : json(value)
}

function listText(write: Write): Write {
  return (value) => (Array.isArray(value) ? `[${value.map(write).join(',')}]` : json(value))
}

function pieceText(textOf: TextOf): Write {
  return (value) => (isRecord(value) ? textOf(value) : json(value))
}

/** The text of an object, some of its members written in ways of their own. */
function objectText(object: object, writers: Readonly<Record<string, Write>>): string {
  const rest: Record<string, unknown> = { ...object }
  let added = ''
  for (const [name, write] of Object.entries(writers)) {
    if (!Object.hasOwn(rest, name) || rest[name] === undefined) continue
    added += `,"${name}":${write(rest[name])}`
    rest[name] = undefined // which JSON does not write
  }
  const text = JSON.stringify(rest)
  if (added === '') return text
  return text === '{}' ? `{${added.slice(1)}}` : `${text.slice(0, -1)}${added}}`
}

/** In a list, JSON writes what it does not know as null. */
function json(value: unknown): string {
  return JSON.stringify(value ?? null) ?? 'null'
}

const HALF = /\\(?:(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)/g

/** `JSON.stringify` writes only lone halves as `\ud…`; other escapes are stepped over one by one. */
function wellFormed(text: string): string {
  if (!text.includes('\\ud')) return text
  return text.replaceAll(HALF, (escape, half) => (half === undefined ? escape : '\ufffd'))
}
