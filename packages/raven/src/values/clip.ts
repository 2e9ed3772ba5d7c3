/** Cutting long text. */

/** At most `max` characters of `text`, never half of a surrogate pair; three dots say that it was cut. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  const end = Math.max(0, max - 3)
  const last = text.charCodeAt(end - 1)
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}...`
}
