/** How much memory a snapshot holds that nothing else does, about. */

import type { Snapshot } from '../events/build-event.ts'
import { fieldsOf } from '../values/fields.ts'
import { isRecord } from '../values/json-object.ts'
import { isInstanceOf } from '../values/kinds.ts'

/** What an object costs besides its entries, about, and what a number does. */
const OBJECT = 32
const NUMBER = 8

/**
 * Bytes that belong to this capture alone, about: what was said with it, texts, variables, and files.
 * What captures of one chain of calls share, like breadcrumbs, is not counted.
 */
export function snapshotBytes({ own, scope, errors, logentry, query, frames, vars }: Snapshot) {
  let bytes = sizeOf([own, scope.extra, scope.request, logentry, query, frames])
  for (const error of errors ?? []) {
    bytes += sizeOf(error.value)
    for (const values of error.vars?.values() ?? []) bytes += sizeOf(values)
  }
  for (const values of vars?.values() ?? []) bytes += sizeOf(values)
  return bytes
}

/** Bytes of the files a snapshot carries; what is made only when needed costs nothing yet. */
export function attachmentBytes({ attachments = [] }: Snapshot): number {
  return attachments.reduce<number>((sum, one) => {
    const { data } = isRecord(one) ? fieldsOf(one) : {}
    if (typeof data === 'string') return sum + data.length
    return sum + (isInstanceOf(data, Uint8Array) ? data.byteLength : 0)
  }, 0)
}

/** What was copied into a snapshot is plain data without cycles, and bounded. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return NUMBER
  let bytes = OBJECT
  for (const [name, entry] of Object.entries(value)) bytes += name.length + sizeOf(entry)
  return bytes
}
