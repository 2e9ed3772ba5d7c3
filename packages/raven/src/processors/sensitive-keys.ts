/**
 * Names of things that nobody should read in an error report.
 *
 * Names are compared without case and without anything but letters and digits, and a part of a name is
 * enough: `X-Api-Key`, `api.key` and `oldApiKey` are all `apikey`. Too much is masked rather than too
 * little: `secretary` goes with `secret`. Only in what was collected from a request does that also hold
 * for short words like `key` and `auth`; `author`, `monkey` and `keyboard` are safe everywhere else.
 */

/** Masked wherever they occur. */
const EVERYWHERE = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'authorization',
  'credential',
  'apikey',
  'privatekey',
  'accesskey',
  'token',
  'bearer',
  'jwt',
  'csrf',
  'xsrf',
  'sessionid',
  'cookie',
  'sentrydsn',
]

/** Masked besides in what was collected from a request by itself. */
const COLLECTED = ['auth', 'key', 'session', 'sso', 'saml', 'sid', 'identity']

/** Whether a name calls for masking. */
export type KeyTest = (key: string) => boolean

/** The test for data the program chose to send; `more` adds names to the list. */
export function everywhereTest(more: readonly string[]): KeyTest {
  return cached([...EVERYWHERE, ...more.map(plain)])
}

/** The stricter test for headers, cookies and query strings, which nobody chose one by one. */
export function collectedTest(more: readonly string[]): KeyTest {
  return cached([...EVERYWHERE, ...COLLECTED, ...more.map(plain)])
}

/** The test for names of the program's own choice, and no others. */
export function onlyTest(names: readonly string[]): KeyTest {
  return cached(names.map(plain))
}

/** A number of `tokens` says how many there were, not which: `max_tokens`, `tokensUsed`. */
export function isCount(key: string, value: unknown): boolean {
  return typeof value === 'number' && key.toLowerCase().includes('tokens')
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

const MAX_VERDICTS = 1_000
/** Longer names are judged as well, but not remembered. */
const MAX_REMEMBERED = 200

/** Programs use the same few names again and again, so each is judged once. */
function cached(terms: readonly string[]): KeyTest {
  const wanted = terms.filter((term) => term !== '')
  const verdicts = new Map<string, boolean>()
  return (name) => {
    const known = verdicts.get(name)
    if (known !== undefined) return known
    const flat = plain(name)
    const verdict = wanted.some((term) => flat.includes(term))
    if (name.length > MAX_REMEMBERED) return verdict
    if (verdicts.size >= MAX_VERDICTS) verdicts.clear()
    verdicts.set(name, verdict)
    return verdict
  }
}
