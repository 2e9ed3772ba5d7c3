/** Numbers of payment cards, in one run or in groups. */

const CANDIDATE = /(?<![\w-]|\d\.)\d(?:[ -]?\d){12,18}(?![\w-])/g
const ISSUER = /^(?:3\d|4|5\d|6|2[2-7])/
const MIN_DIGITS = 13

/** The text with every card number replaced. */
export function maskCards(text: string, mask: string): string {
  CANDIDATE.lastIndex = 0
  let out = ''
  let done = 0
  for (let found = CANDIDATE.exec(text); found; found = CANDIDATE.exec(text)) {
    const length = cardLength(found[0])
    if (length === 0) {
      CANDIDATE.lastIndex = found.index + (/^\d+/.exec(found[0])?.[0].length ?? 1)
      continue
    }
    out += text.slice(done, found.index) + mask
    done = found.index + length
    CANDIDATE.lastIndex = done
  }
  return done === 0 ? text : out + text.slice(done)
}

/** How many characters of the candidate are a card; 0 when it holds none. More digits may follow in groups. */
function cardLength(candidate: string): number {
  for (let end = candidate.length; end >= MIN_DIGITS; end--) {
    const next = candidate.charAt(end)
    if (next >= '0' && next <= '9') continue
    const digits = candidate.slice(0, end).replaceAll(/[ -]/g, '')
    if (digits.length < MIN_DIGITS) return 0
    if (ISSUER.test(digits) && isLuhn(digits)) return end
  }
  return 0
}

/** The check digit of ISO/IEC 7812-1. */
function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}
