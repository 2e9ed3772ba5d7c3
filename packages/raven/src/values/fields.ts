/** Reading objects and lists that a program hands over as options or context. Nothing here throws. */

import { isList } from './kinds.ts'
import { setData } from './set-data.ts'

/** More than any such object has; the rest is not read. */
const MAX_FIELDS = 1_000

/**
 * The fields of an object, copied; what is no object has none. A field that refuses to be read is left
 * out, and a proxy that refuses to be listed is empty.
 */
export function fieldsOf<T extends object>(value: T | null | undefined): Partial<T> {
  const fields: Record<string, unknown> = {}
  for (const key of keysOf(value)) {
    try {
      setData(fields, key, Reflect.get(Object(value), key))
    } catch {
      // its getter throws: the rest of the object still counts
    }
  }
  return fields as Partial<T> // copied by name from a T
}

function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  try {
    if (isList(value) && value.length > MAX_FIELDS) return [] // naming a million takes long
    const keys = Object.keys(value)
    return keys.length > MAX_FIELDS ? keys.slice(0, MAX_FIELDS) : keys
  } catch {
    return [] // a proxy that refuses has nothing to say
  }
}

/** The items of a list, copied; what is no list, or refuses to be read, has none. */
export function itemsOf(value: unknown): readonly unknown[] {
  try {
    return isList(value) ? value.slice(0, MAX_FIELDS) : []
  } catch {
    return [] // a proxy that refuses has nothing to say
  }
}
