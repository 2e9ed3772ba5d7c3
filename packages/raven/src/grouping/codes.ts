/**
 * Words of a text that name a fault and are no data: what a system calls it (`ENOENT`, `UNIQUE_KEY`),
 * a status of HTTP, the property that could not be read.
 *
 * Two faults of one call, at one place and of one type, are told apart by them.
 */

/** Texts are read this far: codes stand at the front. */
const MAX_LENGTH = 500
/** Codes of one text that count. */
const MAX_CODES = 4

/** The names that systems have for what failed; any word in capitals with an underline is one, too. */
const SYSTEM =
  /\b(?:E(?:ACCES|ADDRINUSE|ADDRNOTAVAIL|AGAIN|BADF|BUSY|CANCELED|CONNABORTED|CONNREFUSED|CONNRESET|DQUOT|EXIST|FBIG|HOSTDOWN|HOSTUNREACH|INTR|INVAL|IO|ISDIR|LOOP|MFILE|NAMETOOLONG|NETDOWN|NETUNREACH|NFILE|NODEV|NOENT|NOMEM|NOSPC|NOSYS|NOTCONN|NOTDIR|NOTEMPTY|NOTFOUND|NOTSUP|PERM|PIPE|PROTO|RANGE|ROFS|SRCH|TIMEDOUT|TXTBSY|XDEV)|[A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){1,6})\b/g
/** `status 404`, `HTTP 503`, `answered 500`, `failed with status code 404`. */
const STATUS =
  /\b(?:status(?:[ _-]?code)?|https?|answered|responded|returned|replied)(?:[ :=]| with | was ){1,3}([45]\d\d)(?!\d)/gi
/** What engines say is wrong with a value; the rest of what they say differs between them. */
const ENGINE =
  /\b(?:circular|cyclic|BigInt|iterable|constructor|not a function|call stack|initiali[sz]ation|read[- ]?only|extensible|Symbol)\b/i
const READ = /^Cannot (?:read|set) propert(?:y|ies) of \w+ \((?:reading|setting) '([\w$]{1,100})'\)/

/** The codes in a text, in their order; none twice. */
export function codesOf(text: string): readonly string[] {
  const start = text.slice(0, MAX_LENGTH)
  const unquoted = start.replace(/"[^"]{0,200}"|'[^']{0,200}'|`[^`]{0,200}`/g, '')
  const statuses = [...unquoted.matchAll(STATUS)].map(([, code]) => code ?? '')
  return [...new Set([...(unquoted.match(SYSTEM) ?? []), ...statuses])].slice(0, MAX_CODES)
}

/** The property that an engine could not read, as long as the source, if known, spells it out. */
export function propertyOf(text: string, source: string | undefined): string | undefined {
  const name = READ.exec(text.slice(0, MAX_LENGTH))?.[1]
  if (name === undefined) return undefined
  return source === undefined || source === '' || spellsOut(source, name) ? name : undefined
}

/** The word by which an engine calls a fault, for errors of its own types. */
export function engineWordOf(type: string, text: string): string | undefined {
  if (!/^(?:Type|Range|Reference)Error$/.test(type)) return undefined
  return ENGINE.exec(text.slice(0, MAX_LENGTH))?.[0].toLowerCase()
}

/** `.name`, or a name taken apart: a computed one is data. */
function spellsOut(source: string, name: string): boolean {
  return source.includes(`.${name}`)
}
