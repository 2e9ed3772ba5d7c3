/** Masking inside text made of `name=value` pairs: query strings, cookies, forms, URLs. */

import type { KeyTest } from './sensitive-keys.ts'

const SEPARATOR = /([&;?#])/

/** The text with the values of sensitive names replaced by `mask`; the rest stays to the letter. */
export function maskPairs(text: string, isSensitive: KeyTest, mask: string): string {
  return text
    .split(SEPARATOR)
    .map((part) => maskPair(part, isSensitive, mask))
    .join('')
}

/** Only the first `=` divides: `password=a=b` has the value `a=b`. */
function maskPair(part: string, isSensitive: KeyTest, mask: string): string {
  const equals = part.indexOf('=')
  if (equals === -1) return part
  const name = part.slice(0, equals)
  return isSensitive(decode(name)) ? `${name}=${mask}` : part
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name // not an encoded name: judge it as it stands
  }
}
