/**
 * The HTTP request of an event (protocol section 11).
 */

import type { Json, NormalRequest, Pairs } from '../event.ts'
import { isJsonObject } from '../json.ts'
import { boundedJson, boundedObject } from './bounded-json.ts'
import { compact, unlessEmpty } from './compact.ts'
import { cookiePairs, pairsFrom, queryPairs } from './pairs.ts'
import { scalarText } from './text.ts'

const URL_TEXT = { max: 2048, tolerance: 40 }
const METHOD = { max: 20 }
const BODY = { depth: 7, size: 65_536 }
const ENV = { depth: 7, size: 8192 }

/** The request with one shape per part; a query found in the URL moves to its own place. */
export function normalizeRequest(raw: Json | undefined): NormalRequest | undefined {
  if (!isJsonObject(raw)) return undefined
  const { url, query } = splitUrl(scalarText(raw['url'], URL_TEXT))
  const data = raw['data']
  const request = compact({
    url,
    method: scalarText(raw['method'], METHOD)?.toUpperCase(),
    query_string: queryPairs(raw['query_string']) ?? query,
    headers: pairsFrom(raw['headers']),
    cookies: cookiePairs(raw['cookies']),
    data: data === undefined || data === null ? undefined : boundedJson(data, BODY),
    env: boundedObject(raw['env'], ENV),
  })
  return unlessEmpty(request)
}

function splitUrl(text: string | undefined): {
  url?: string | undefined
  query?: Pairs | undefined
} {
  const mark = text?.search(/[?#]/) ?? -1
  if (text === undefined || mark === -1) return { url: text }
  const query = text[mark] === '?' ? text.slice(mark + 1).split('#', 1)[0] : undefined
  return { url: text.slice(0, mark) || undefined, query: queryPairs(query) }
}
