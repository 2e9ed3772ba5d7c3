/** What a logger made of a record: its serializers, formats and children have the last word on the data. */

import { keysOf } from './fields.ts'
import { isPlain } from './plain.ts'
import { errorIn, errorOf, type LogRecord } from './record.ts'

/** The record as it was said, with the data as it was written. What only a program can hold is taken from the former. */
export function merged(said: LogRecord, given?: object): LogRecord {
  if (!given) return said
  const written: LogRecord['fields'] = { ...given }
  const error = said.error ?? errorOf(errorIn(written))
  const { stack } = Object(error?.value) as { stack?: unknown } // or none
  // what a serializer made of the error is told by the error
  const data = Object.entries(written).filter(
    ([, value]) => !(error && isPlain(value) && isBegin(stack, value.stack)),
  )
  return { ...said, error, fields: { ...Object.fromEntries(data), ...keysOf(said.fields) } }
}

/** Serializers write the causes behind it. */
function isBegin(stack: unknown, whole: unknown): boolean {
  return typeof stack === 'string' && typeof whole === 'string' && whole.startsWith(stack)
}
