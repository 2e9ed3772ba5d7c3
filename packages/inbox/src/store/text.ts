/** Text as every SQL library and server gives it back unchanged. */

/** Halves of a pair alone (whole pairs are one character under the flag `u`), and NUL. */
const UNSTORABLE = /[\p{Surrogate}\0]/gu

/**
 * `text` cut to `maxLength` UTF-16 units, with lone surrogates and NUL replaced by U+FFFD.
 *
 * NUL ends a text early in some libraries and is refused by PostgreSQL; a lone surrogate has no
 * UTF-8.
 */
export function storable(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text
  return cut.replace(UNSTORABLE, '\uFFFD')
}
