/**
 * Names of things that nobody should read in an error report.
 *
 * Names are compared without case and without anything but letters and digits, and a part of a name is
 * enough: `X-Api-Key`, `api.key` and `oldApiKey` are all `apikey`. Short words count only where they stand
 * as a word: `pin`, `userPin` and `PIN_CODE`, but not `spinner`. Only in what was collected from a request is
 * part of a name enough for short words like `key` and `auth` too; `author`, `monkey` and `keyboard` are safe
 * everywhere else.
 */

/** Masked wherever they occur. */
const EVERYWHERE = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'secret',
  'authorization',
  'credential',
  'apikey',
  'privatekey',
  'accesskey',
  'encryptionkey',
  'signingkey',
  'masterkey',
  'token',
  'bearer',
  'jwt',
  'csrf',
  'xsrf',
  'sessionid',
  'phpsessid',
  'cookie',
  'sentrydsn',
  'twofactor',
  'cardnumber',
  'securitycode',
]

/** Masked wherever they occur as a whole word of a name. */
const WORDS = new Set([
  'pass',
  'auth',
  'session',
  'sid',
  'sso',
  'saml',
  'identity',
  'otp',
  'totp',
  'mfa',
  'pin',
  'cvv',
  'cvv2',
  'cvc',
  'cvc2',
  'ssn',
])

/** Masked besides in what was collected from a request by itself. */
const COLLECTED = ['auth', 'key', 'session', 'sso', 'saml', 'sid', 'identity']

/** Words that mean something else. */
const INNOCENT = /secretar(?:y|ies|iat)|token(?:iz|is)\w*/g

/** Whether a name calls for masking. */
export type KeyTest = (key: string) => boolean

/** The test for data the program chose to send; `more` adds names to the list. */
export function everywhereTest(more: readonly string[]): KeyTest {
  return cached([...EVERYWHERE, ...more.map(plain)], WORDS)
}

/** The stricter test for headers, cookies and query strings, which nobody chose one by one. */
export function collectedTest(more: readonly string[]): KeyTest {
  return cached([...EVERYWHERE, ...COLLECTED, ...more.map(plain)], WORDS)
}

/** The test for names of the program's own choice, and no others. */
export function onlyTest(names: readonly string[]): KeyTest {
  return cached(names.map(plain))
}

/** A number of `tokens` says how many there were, not which: `max_tokens`, `tokenCount`, also as text. */
export function isCount(key: string, value: unknown): boolean {
  if (typeof value !== 'number' && !(typeof value === 'string' && COUNT.test(value))) return false
  return COUNTED.test(key)
}

/** As text a short number only: a code of six digits may be a secret. */
const COUNT = /^(?:\d{1,5}|\d{1,3}(?:,\d{3})+)$/
const COUNTED = /tokens|token[-_.]?(?:count|limit|usage)/i

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

const MAX_VERDICTS = 1_000
/** Longer names are judged as well, but not remembered. */
const MAX_REMEMBERED = 200

/** Programs use the same few names again and again, so each is judged once. */
function cached(terms: readonly string[], words: ReadonlySet<string> = new Set()): KeyTest {
  const wanted = terms.filter((term) => term !== '')
  const verdicts = new Map<string, boolean>()
  return (name) => {
    const known = verdicts.get(name)
    if (known !== undefined) return known
    const flat = plain(name).replaceAll(INNOCENT, '')
    const verdict = wanted.some((term) => flat.includes(term)) || hasWord(name, words)
    if (name.length > MAX_REMEMBERED) return verdict
    if (verdicts.size >= MAX_VERDICTS) verdicts.clear()
    verdicts.set(name, verdict)
    return verdict
  }
}

/** Longer texts are no names, and are judged by their parts alone. */
const MAX_NAME = 100
const WORD = /[A-Z]?[a-z]+\d*|[A-Z]+(?![a-z])\d*/g
/** What says about a session or a proof, and is neither. */
const ABOUT = new Set([
  'count',
  'status',
  'state',
  'is',
  'has',
  'type',
  'method',
  'provider',
  'enabled',
  'error',
])

function hasWord(name: string, words: ReadonlySet<string>): boolean {
  if (words.size === 0 || name.length > MAX_NAME) return false
  const own = (name.match(WORD) ?? []).map((word) => word.toLowerCase())
  return own.some((word) => words.has(word)) && !own.some((word) => ABOUT.has(word))
}
