/**
 * The four shapes of a list in the protocol (section 8, "Wrapped lists").
 */

import type { Json, JsonObject } from '../event.ts'
import { isJsonList, isJsonObject } from '../json.ts'

/**
 * The objects in `{ values: […] }`, in a bare list, or in a single bare object; none in `{}` and
 * in everything else. Elements that are no objects are skipped.
 */
export function wrappedList(value: Json | undefined): readonly JsonObject[] {
  if (isJsonList(value)) return value.filter((element) => isJsonObject(element))
  if (!isJsonObject(value)) return []
  if (Object.hasOwn(value, 'values')) return wrappedList(inner(value['values']))
  return Object.keys(value).length === 0 ? [] : [value]
}

/** `values` may hold one bare object, but not another wrapper: that could go on for ever. */
function inner(values: Json | undefined): Json {
  if (isJsonList(values)) return values
  return isJsonObject(values) ? [values] : null
}
