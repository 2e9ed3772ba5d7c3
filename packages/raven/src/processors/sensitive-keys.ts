/** Names of things that nobody should read in an error report. */

/** Masked wherever they occur. Compared without case, blanks, dashes and underscores, as part of the name. */
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
  'accesstoken',
  'token',
  'bearer',
  'jwt',
  'csrf',
  'xsrf',
  'sessionid',
  'sentrydsn',
  'setcookie',
]

/** Masked besides in what was collected from a request by itself. */
const COLLECTED = ['auth', 'key', 'session', 'sso', 'saml', 'sid', 'identity', 'cookie']

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

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[\s_-]/g, '')
}

const MAX_VERDICTS = 1_000
const MAX_KEY = 200

/** Programs use the same few names again and again, so each is judged once. */
function cached(terms: readonly string[]): KeyTest {
  const wanted = terms.filter((term) => term !== '')
  const verdicts = new Map<string, boolean>()
  return (key) => {
    const name = key.slice(0, MAX_KEY)
    const known = verdicts.get(name)
    if (known !== undefined) return known
    const flat = plain(name)
    const verdict = wanted.some((term) => flat.includes(term))
    if (verdicts.size >= MAX_VERDICTS) verdicts.clear()
    verdicts.set(name, verdict)
    return verdict
  }
}
