/**
 * Tags and fingerprints (protocol section 14).
 */

import type { Json } from '../event.ts'
import { isJsonList, isJsonObject } from '../json.ts'
import { cleanText, fitText, trimmedText } from './text.ts'

const MAX_TAGS = 200
const TAG = { max: 200 }
const MAX_FINGERPRINT = 50
const FINGERPRINT = { max: 1024 }

/** Names that belong to parts of the event of their own. */
const RESERVED: ReadonlySet<string> = new Set(['release', 'dist', 'user', 'filename', 'function'])

/**
 * Tags from a map or a list of pairs, as text; the first of equal keys wins.
 *
 * Blanks in a key become `-` and other unusual characters `_`, for a tag with an odd name is worth
 * more than none.
 */
export function normalizeTags(value: Json | undefined): ReadonlyMap<string, string> {
  const tags = new Map<string, string>()
  for (const [name, content] of tagEntries(value)) {
    if (tags.size === MAX_TAGS) break
    const key = trimmedText(name, TAG)
      ?.replace(/\s/g, '-')
      .replace(/[^\w.:-]/g, '_')
    const text = trimmedText(content, TAG)?.replace(/[\r\n]+/g, ' ')
    if (!key || !text || RESERVED.has(key) || tags.has(key)) continue
    tags.set(key, text)
  }
  return tags
}

/** The entries of a fingerprint that count, never trimmed; nothing if there are none. */
export function normalizeFingerprint(value: Json | undefined): readonly string[] | undefined {
  if (!isJsonList(value)) return undefined
  const entries = value.slice(0, MAX_FINGERPRINT).flatMap((entry) => fingerprintEntry(entry) ?? [])
  return entries.length === 0 ? undefined : entries
}

function tagEntries(value: Json | undefined): readonly (readonly [Json, Json])[] {
  if (isJsonObject(value)) return Object.entries(value)
  if (!isJsonList(value)) return []
  return value.flatMap((pair) =>
    isJsonList(pair) ? [[pair[0] ?? null, pair[1] ?? null] as const] : [],
  )
}

function fingerprintEntry(entry: Json): string | undefined {
  if (typeof entry === 'number') return cleanText(String(Math.trunc(entry)))
  if (typeof entry === 'boolean') return String(entry)
  return typeof entry === 'string' ? fitText(entry, FINGERPRINT) : undefined
}
