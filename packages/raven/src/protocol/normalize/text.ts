/**
 * Strings from outside, made harmless and cut to size.
 *
 * A string may exceed its limit by a tolerance before it is cut, so that cutting always saves
 * something worth three dots (protocol section 16).
 */

import type { Json } from '../event.ts'

/** How long a string may be, in UTF-16 units. */
export interface TextLimit {
  readonly max: number
  /** 0 by default. */
  readonly tolerance?: number
}

/** With the `u` flag this matches halves of pairs only when the other half is missing. */
const UNFIT = /[\ud800-\udfff\0]/gu

/** Lone surrogates and NUL become U+FFFD, which takes as much room. */
export function cleanText(text: string): string {
  return text.replace(UNFIT, '\ufffd')
}

/** Clean, and cut with three dots if too long. */
export function fitText(text: string, { max, tolerance = 0 }: TextLimit): string {
  return text.length <= max + tolerance ? cleanText(text) : cleanText(cut(text, max))
}

/** A plain value as fitting text; nothing for null, lists, objects and the empty string. */
export function scalarText(value: Json | undefined, limit: TextLimit): string | undefined {
  if (value === null || value === undefined || typeof value === 'object') return undefined
  return fitText(String(value), limit) || undefined
}

/** Any value as fitting text: what is no plain value becomes JSON. */
export function anyText(value: Json | undefined, limit: TextLimit): string | undefined {
  if (typeof value !== 'object' || value === null) return scalarText(value, limit)
  return fitText(jsonText(value), limit)
}

/** JSON text of any value, however deep; what no stack can hold is only named. */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch {
    // The only error JSON can cause here is an exhausted call stack.
    return '[nested too deeply]'
  }
}

/** {@link scalarText} without blanks around it. */
export function trimmedText(value: Json | undefined, limit: TextLimit): string | undefined {
  const text = scalarText(value, limit)?.trim()
  return text === '' ? undefined : text
}

function cut(text: string, max: number): string {
  const kept = text.slice(0, max - 3)
  return `${isHighSurrogate(kept.charCodeAt(kept.length - 1)) ? kept.slice(0, -1) : kept}...`
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
