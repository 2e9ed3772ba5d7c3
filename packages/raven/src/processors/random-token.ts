/**
 * Tokens of no known service: long, of both cases and digits, and not made of words.
 *
 * Names in programs have mixed case and digits too, but within their words one letter follows another
 * as in a language. In text made by chance that is rare, and gets rarer with length.
 */

/** Shorter ones are too often hashes of file names and short ids. */
export const MIN_TOKEN = 24

/** Letters that often follow each letter from `a` to `z` within words. */
const FOLLOWERS = (
  'bcdgiklmnprstuvy aeiloruyj aehiklortu adeiorulsy acdelmnprstvxwyfgi aefiortul ehilnoras aeiotru ' +
  'abcdefglmnoprstvzk aoesu eisno adefilostuy abeimopsuc acdegionstuvfk abcdfgklmnoprstuvw ' +
  'aehiloprstu u acdegikmnorstuvy acehiklmopqstuyw aehiorstuwylm abcdegilmnprst aeio aehinors ' +
  'aciptem aemnopst eioa'
).split(' ')

const A = 97

/** The share of neighbours that look like parts of a word: about 0.14 by chance, above 0.5 in names. */
const WORDY = 0.42

const HEX = /^(?:0x)?[\da-f-]+$/i
const HASH = /^(?:sha\d{1,3}|md5|h1)[-_]/i
/** Of fewer letters nobody can tell. */
const MIN_NAME = 5
const PATH_PART = /^(?:[a-z]{3,}|[a-z]{2,}[-_.][a-z-_.]+|)$/

/** Whether one run of `A-Za-z0-9+/_-` with padding is a token by chance; see the head of this file. */
export function isRandomToken(run: string): boolean {
  if (HASH.test(run)) return false
  if (!run.includes('/')) return isRandom(run)
  return partsOf(run).some(isRandom)
}

/** Text by chance may hold slashes; where a path goes on with names, only what stands between them counts. */
function partsOf(run: string): string[] {
  const parts = ['']
  for (const part of run.split('/')) {
    if (isName(part)) parts.push('')
    else parts.push([parts.pop(), part].filter(Boolean).join('/'))
  }
  return parts
}

function isName(part: string): boolean {
  if (PATH_PART.test(part) || HEX.test(part)) return true
  return part.length >= MIN_NAME && wordiness(part) >= WORDY
}

function isRandom(text: string): boolean {
  if (text.length < MIN_TOKEN || HEX.test(text)) return false
  if (!/\d/.test(text) || !/[a-z]/.test(text) || !/[A-Z]/.test(text)) return false
  return wordiness(text) < WORDY
}

/** Only small letters after letters count: a capital begins a word, and capitals in a row are none. */
function wordiness(text: string): number {
  let wordy = 0
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < A || code > A + 25) continue
    const before = (text.charCodeAt(i - 1) | 32) - A // of a letter in either case
    if (FOLLOWERS[before]?.includes(text.charAt(i))) wordy++
  }
  return wordy / (text.length - 1)
}
