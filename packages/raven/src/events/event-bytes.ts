/**
 * The JSON of an event, joined from the JSON its frames and breadcrumbs already have.
 *
 * See `values/fragments.ts`: known pieces are found again by identity, all else is encoded anew.
 */

import type { Event } from '../protocol/event.ts'
import { sizeOf } from '../protocol/join-bytes.ts'
import type { Fragments } from '../values/fragments.ts'
import { isRecord } from '../values/json-object.ts'
import { jsonText } from '../values/json-text.ts'

/** Bytes that belong in a row. */
export interface BytesInRow {
  readonly parts: readonly Uint8Array[]
  readonly byteLength: number
}

/** What is known of pieces. */
type Known = Pick<Fragments, 'jsonOf' | 'bytesOf'>
type Write = (value: unknown, row: Row) => void

const ENCODER = new TextEncoder()
/** Names that JSON only puts quotes around. */
const PLAIN = /^\w+$/

/** What is being written, text and bytes in turn. */
class Row {
  readonly parts: Uint8Array[] = []
  readonly known: Known
  #text = ''

  constructor(known: Known) {
    this.known = known
  }

  text(text: string): void {
    this.#text += text
  }

  bytes(bytes: Uint8Array): void {
    this.end()
    this.parts.push(bytes)
  }

  end(): void {
    if (this.#text !== '') this.parts.push(ENCODER.encode(this.#text))
    this.#text = ''
  }
}

const json: Write = (value, row) =>
  row.text(isRecord(value) ? row.known.jsonOf(value) : jsonText(value))
const pieces: Write = (value, row) => {
  const bytes = Array.isArray(value) ? row.known.bytesOf(value) : undefined
  if (bytes) row.bytes(bytes)
  else eachOf(value, row)
}
const eachOf = listOf(json)
const link = objectWith({ stacktrace: objectWith({ frames: pieces }) })
const links = objectWith({ values: listOf(link) })
const crumbs = objectWith({ values: pieces })
const whole = objectWith({
  exception: links,
  threads: links,
  breadcrumbs: crumbs,
  contexts: objectWith({}),
})

/**
 * `JSON.stringify(event)` in UTF-8 for an event of plain JSON data, for less. Halves of surrogate pairs
 * become U+FFFD.
 */
export function eventBytes(event: Event, known: Known): BytesInRow {
  const row = new Row(known)
  whole(event, row)
  row.end()
  return { parts: row.parts, byteLength: sizeOf(row.parts) }
}

function listOf(write: Write): Write {
  return (value, row) => {
    if (!Array.isArray(value)) return json(value, row)
    row.text('[')
    for (let i = 0; i < value.length; i++) {
      if (i > 0) row.text(',')
      write(value[i], row)
    }
    row.text(']')
  }
}

/** An object, some of its members written in ways of their own; anything else as JSON has it. */
function objectWith(ways: Readonly<Record<string, Write>>): Write {
  return (value, row) => {
    if (!isRecord(value)) return json(value, row)
    let before = '{'
    for (const name of Object.keys(value)) {
      const member = value[name]
      if (member === undefined) continue
      const write = (Object.hasOwn(ways, name) ? ways[name] : undefined) ?? json
      row.text(`${before}${PLAIN.test(name) ? `"${name}"` : jsonText(name)}:`)
      write(member, row)
      before = ','
    }
    row.text(before === '{' ? '{}' : '}')
  }
}
