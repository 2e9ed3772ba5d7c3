/**
 * The JSON of an event, joined from the JSON its frames and breadcrumbs already have.
 *
 * See `values/fragments.ts`: known pieces are found again by identity, all else is encoded anew.
 */

import type { Event } from '../protocol/event.ts'
import { isRecord } from '../values/json-object.ts'

type TextOf = (piece: object) => string
type Write = (value: unknown) => string

/**
 * `JSON.stringify(event)` for an event of plain JSON data, for less. Halves of surrogate pairs become
 * U+FFFD, because parsers in other languages refuse the whole text.
 */
export function eventText(event: Event, textOf: TextOf): string {
  const pieces = listOf((value) => (isRecord(value) ? textOf(value) : json(value)))
  const link = objectWith({ stacktrace: objectWith({ frames: pieces }) })
  const links = objectWith({ values: listOf(link) })
  const crumbs = objectWith({ values: pieces })
  const whole = objectWith({ exception: links, threads: links, breadcrumbs: crumbs })
  return wellFormed(whole(event))
}

function listOf(write: Write): Write {
  return (value) => {
    if (!Array.isArray(value)) return json(value)
    let text = ''
    for (const item of value) text += text === '' ? write(item) : `,${write(item)}`
    return `[${text}]`
  }
}

/** An object, some of its members written in ways of their own; anything else as JSON has it. */
function objectWith(ways: Readonly<Record<string, Write>>): Write {
  return (value) => {
    if (!isRecord(value)) return json(value)
    let text = ''
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue
      const write = (Object.hasOwn(ways, name) ? ways[name] : undefined) ?? json
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${write(member)}`
    }
    return `{${text}}`
  }
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
