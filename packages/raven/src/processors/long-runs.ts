/**
 * Finds what may be a key or a token: long runs of the letters that those are made of.
 *
 * Most text has none, so the search steps from the end of where a run would have to reach and looks at
 * a fraction of the letters.
 */

/** Shorter ones are too often words and names. */
const LEAST = 20

const IN_RUN = new Uint8Array(128)
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~+/=:-')
  IN_RUN[letter.charCodeAt(0)] = 1

/** The text with its long runs replaced; `replace` is given each run and where it begins. */
export function replaceLongRuns(
  text: string,
  replace: (run: string, at: number) => string,
): string {
  let out = ''
  let done = 0
  for (let at = runFrom(text, 0); at !== -1; at = runFrom(text, done)) {
    const end = endOf(text, at)
    out += text.slice(done, at) + replace(text.slice(at, end), at)
    done = end
  }
  return done === 0 ? text : out + text.slice(done)
}

/** Where the next long run begins; -1 when there is none. A run does not reach back before `from`. */
function runFrom(text: string, from: number): number {
  let start = from
  while (start + LEAST <= text.length) {
    let at = start + LEAST - 1
    while (at >= start && IN_RUN[text.charCodeAt(at)] === 1) at--
    if (at < start) return start
    start = at + 1
  }
  return -1
}

function endOf(text: string, start: number): number {
  let end = start + LEAST
  while (end < text.length && IN_RUN[text.charCodeAt(end)] === 1) end++
  return end
}
