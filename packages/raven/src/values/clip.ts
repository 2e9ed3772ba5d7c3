/** Cutting long text. */

const DOTS = '...'
/** Below this it does not matter that a part keeps the whole in memory. */
const LONG = 4_096

/**
 * At most `max` characters of `text`, never half of a surrogate pair; three dots say that it was cut,
 * where there is room for them.
 */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  const dots = max > DOTS.length ? DOTS : ''
  const end = Math.max(0, max - dots.length)
  const last = text.charCodeAt(end - 1)
  const kept = text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end) + dots
  return text.length > LONG ? detach(kept) : kept
}

/** The same text by itself: engines make a part of a long text by pointing into the whole. */
function detach(text: string): string {
  return String(JSON.parse(JSON.stringify(text)))
}
