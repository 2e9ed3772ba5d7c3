/** Tags: short text under short names, to search by. */

import { describeBigint } from '../values/describe.ts'
import { fieldsOf } from '../values/fields.ts'
import { setData } from '../values/set-data.ts'

const MAX_LENGTH = 200
/** Most names and values need no correction. */
const PLAIN = /^[\w.:/-]{1,200}$/

/**
 * The tags in anything a program hands over. They hold text only; blanks in names become dashes, line
 * breaks in values blanks; what is empty or no plain value is no tag (protocol: attributes, tags).
 */
export function tagsOf(tags: unknown): Record<string, string> {
  const found: Record<string, string> = {}
  const fields: Record<string, unknown> = { ...fieldsOf(typeof tags === 'object' ? tags : null) }
  for (const [key, value] of Object.entries(fields)) {
    const name = PLAIN.test(key) ? key : shortLine(key).replaceAll(/\s+/g, '-')
    const text = tagText(value)
    if (name !== '' && text !== '') setData(found, name, text)
  }
  return found
}

function tagText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return PLAIN.test(value) ? value : shortLine(value)
    case 'number':
    case 'boolean':
      return String(value)
    case 'bigint':
      return shortLine(describeBigint(value))
    default:
      return ''
  }
}

function shortLine(text: string): string {
  const start = text.trimStart().slice(0, MAX_LENGTH)
  return start.replaceAll(/[\r\n]/g, ' ').trimEnd()
}
