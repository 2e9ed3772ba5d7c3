/**
 * Headers, cookies and query strings: one list of names and values, whatever they came as.
 */

import type { Json, Pairs } from '../event.ts'
import { isJsonList, isJsonObject } from '../json.ts'
import { anyText } from './text.ts'

const MAX_PAIRS = 200
const NAME = { max: 200 }
const VALUE = { max: 4096 }

/** Pairs from an object or a list of pairs; a list as value is joined by commas. Nothing if there are none. */
export function pairsFrom(value: Json | undefined): Pairs | undefined {
  if (isJsonObject(value)) return fitPairs(Object.entries(value))
  if (!isJsonList(value)) return undefined
  return fitPairs(
    value.flatMap((pair) => (isJsonList(pair) ? [[pair[0] ?? null, pair[1] ?? null]] : [])),
  )
}

/** Pairs of a query string, with or without its question mark, or of any other shape. */
export function queryPairs(value: Json | undefined): Pairs | undefined {
  return typeof value === 'string' ? fitPairs([...new URLSearchParams(value)]) : pairsFrom(value)
}

/** Pairs of a cookie header, or of any other shape. */
export function cookiePairs(value: Json | undefined): Pairs | undefined {
  if (typeof value !== 'string') return pairsFrom(value)
  return fitPairs(
    value.split(';').map((cookie) => {
      const equals = cookie.indexOf('=')
      if (equals === -1) return [cookie.trim(), '']
      return [cookie.slice(0, equals).trim(), cookie.slice(equals + 1).trim()]
    }),
  )
}

function fitPairs(pairs: readonly (readonly Json[])[]): Pairs | undefined {
  const fitted: [string, string][] = []
  for (const [name, value] of pairs) {
    if (fitted.length === MAX_PAIRS) break
    const fittedName = anyText(name, NAME)
    if (fittedName !== undefined) fitted.push([fittedName, valueText(value)])
  }
  return fitted.length === 0 ? undefined : fitted
}

function valueText(value: Json | undefined): string {
  const plain = isJsonList(value)
    ? value.map((part) => anyText(part, VALUE) ?? '').join(', ')
    : value
  return anyText(plain, VALUE) ?? ''
}
