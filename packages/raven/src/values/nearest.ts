/** The word somebody probably meant. */

/** Longer words are not compared. */
const MAX_LENGTH = 40

/** The known word that is fewest changes of letters away, if those are few; else undefined. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > MAX_LENGTH) return undefined
  const plain = simplified(word)
  const scored = known.map((one) => ({ one, distance: distanceOf(plain, simplified(one)) }))
  const best = scored.toSorted((a, b) => a.distance - b.distance)[0]
  return best && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.one : undefined
}

/** The ancestor wrote `string_max_length`. */
function simplified(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, '')
}

/** Letters to insert, delete or replace (Levenshtein), a row at a time. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
