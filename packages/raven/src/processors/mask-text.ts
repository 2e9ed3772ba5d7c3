/** Masking inside text that holds names and values: query strings, cookies, forms, URLs, JSON bodies. */

import type { KeyTest } from './sensitive-keys.ts'

/** How to judge and mask within a text. */
export interface TextRules {
  readonly isSensitive: KeyTest
  readonly mask: string
  /** Masks inside parsed JSON; answers the same object when there was nothing to mask. */
  readonly maskJson: (value: object) => unknown
}

/** The text with the values of sensitive names replaced by the mask; the rest stays to the letter. */
export function maskText(text: string, rules: TextRules): string {
  if (JSON_START.test(text)) return maskJsonText(text, rules)
  return text.includes('=') ? maskPairs(text, rules) : text
}

/** A body. JSON that was cut cannot be taken apart: it goes as a whole when any name in it is sensitive. */
function maskJsonText(text: string, { isSensitive, mask, maskJson }: TextRules): string {
  const parsed = parse(text)
  if (parsed === undefined) return isSensitive(text) ? mask : text
  const clean = maskJson(parsed)
  return clean === parsed ? text : JSON.stringify(clean)
}

const JSON_START = /^\s{0,100}[[{]/

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined // no JSON, or only the beginning of one
  }
}

const SEPARATOR = /([&;?#])/

function maskPairs(text: string, { isSensitive, mask }: TextRules): string {
  const parts = text.split(SEPARATOR).map((part) => {
    const equals = part.indexOf('=') // only the first divides: `password=a=b` has the value `a=b`
    if (equals === -1) return part
    const name = part.slice(0, equals)
    return isSensitive(decode(name)) ? `${name}=${mask}` : part
  })
  return parts.join('')
}

/** Receivers decode what they can, so a name is judged by what can be decoded of it. */
function decode(name: string): string {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
  }
}
