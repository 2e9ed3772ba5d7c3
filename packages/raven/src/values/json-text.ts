/** The JSON of a value as every parser takes it. */

const HALF = /\\(?:(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)/g

/**
 * `JSON.stringify`, with null for what it does not know. Halves of surrogate pairs become U+FFFD,
 * because parsers in other languages refuse the whole text.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value ?? null) ?? 'null'
  if (!text.includes('\\ud')) return text
  // lone halves alone are written as `\ud…`; other escapes are stepped over one by one
  return text.replaceAll(HALF, (escape, half) => (half === undefined ? escape : '\ufffd'))
}
