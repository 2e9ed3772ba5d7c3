/** How many bytes text takes as JSON in UTF-8, without encoding it. */

/** Printable ASCII that JSON leaves as it is: one byte a character. */
const PLAIN = /^[ !#-[\]-~]*$/
/** A text as short is counted sooner than a pattern is begun. */
const SHORT = 12
/** `\u0000`; half of a surrogate pair is written so, too. */
const ESCAPED = 6

/** The most characters of `text` that take at most `max` bytes, and the bytes they take; quotes not counted. */
export function fitJson(text: string, max: number): { length: number; bytes: number } {
  if (text.length > SHORT && text.length <= max && PLAIN.test(text))
    return { length: text.length, bytes: text.length }
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const next = bytes + bytesOf(text.charCodeAt(i))
    if (next > max) return { length: i, bytes }
    bytes = next
  }
  return { length: text.length, bytes }
}

/** At most; a whole surrogate pair takes 4, not 12. */
function bytesOf(code: number): number {
  if (code < 0x80 && code >= 0x20) return code === 0x22 || code === 0x5c ? 2 : 1
  if (code < 0x20 || (code >= 0xd800 && code <= 0xdfff)) return ESCAPED
  return code < 0x800 ? 2 : 3
}
