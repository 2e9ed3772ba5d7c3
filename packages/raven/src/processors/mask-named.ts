/** Values that stand behind their names in any text: log lines, bodies, program text, markup. */

import { decodeLoosely as decode } from '../values/percent.ts'
import { isCount, type KeyTest } from './sensitive-keys.ts'

/** How to judge names, and what stands for a masked value. */
export interface NameRules {
  readonly isSensitive: KeyTest
  readonly mask: string
  /** Whether the text comes from a request, whose lines nobody chose. */
  readonly isRequest: boolean
}

/*
 * Each pattern begins at the sign between name and value and looks back for the name: signs are few, and
 * a pattern that begins with a name would try every word.
 */

/** `name="value"`, `"name": "value"`, the same with its quotes escaped, `name: 'value'` and `name: """value"""`. */
const MEMBER =
  /[:=](?=\s{0,3}\\{0,3}["'])(?<=(?<![\w.-])([\w.-]{2,64})\\{0,3}["']?\s{0,3}[:=])(\s{0,3})("""(?:[^"]|"(?!""))*|\\{1,3}["'][^"'\\]*|"(?:[^"\\]|\\.)*|'(?:[^'\\]|\\.)*)/g
/** What a variable of a query is without a value: `$name: Type = "value"`. */
const DEFAULT =
  /=(?=\s{0,3}")(?<=\$(\w{2,64})\s{0,3}:\s{0,3}[\w![\]]{1,64}\s{0,3}=)(\s{0,3})("(?:[^"\\]|\\.)*)/g
/** `"name": 123`, and in requests `name: 123`. */
const NUMBER =
  /:(?=\s{0,3}\d)(?<=(?<![\w.-])([\w.-]{2,64})(\\{0,3}["']|)\s{0,3}:)(\s{0,3})(\d[\d.]*)/g
/** `<name>value</name>`, whatever attributes or prefix it has. */
const ELEMENT = />(?=[^<>\s])(?<=<(?:[\w-]{1,64}:)?([\w.-]{2,64})(?:\s[^<>]{0,200})?>)[^<]+(?=<\/)/g
/** `name=value`, but no comparison and no arrow. */
const PAIR = /=(?!=)(?<=(?<![\w.%[\]-])([\w.%[\]-]{2,64})=)([^\s&;,'"#<>(){}]+)/g
/** Lines of an HTTP header whose whole value is secret. */
const HEADER =
  /(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(\s?:\s?)([^\s"'][^\r\n]{0,4096})/gi
/** A line that is a name and its value: of a header, of YAML. */
const LINE = /(?<=^[ \t]{0,40}([\w.-]{2,64})[ \t]?:[ \t]{0,3})(?=[^\s"'[\]{}(),:])[^\r\n]+/gm

/** The text without the values that sensitive names say, but for those in {@link maskNamedPairs}. */
export function maskNamed(text: string, rules: NameRules): string {
  const { mask } = rules
  const lines = text.includes(':') ? maskLines(text.replaceAll(HEADER, `$1$2${mask}`), rules) : text
  return maskElements(maskNumbers(maskMembers(lines, rules), rules), rules)
}

/** The text without the values of sensitive names before an equals sign; `maskValue` judges what the others have. */
export function maskNamedPairs(
  text: string,
  { isSensitive, mask }: NameRules,
  maskValue: (value: string) => string,
): string {
  if (!text.includes('=')) return text
  return text.replaceAll(PAIR, (_, name: string, value: string) =>
    isSensitive(decode(name)) ? `=${mask}` : `=${maskValue(value)}`,
  )
}

function maskLines(text: string, { isRequest, isSensitive, mask }: NameRules): string {
  if (!isRequest) return text
  return text.replaceAll(LINE, (value, name: string) =>
    isSensitive(name) && !isCount(name, value) ? mask : value,
  )
}

function maskMembers(text: string, { isSensitive, mask }: NameRules): string {
  if (!text.includes('"') && !text.includes("'")) return text
  const one = (member: string, name: string, gap: string, value: string): string => {
    if (!isSensitive(name)) return member
    return member.charAt(0) + gap + (OPENING.exec(value)?.[0] ?? '') + mask
  }
  const clean = text.replaceAll(MEMBER, one)
  return clean.includes('$') ? clean.replaceAll(DEFAULT, one) : clean
}

const OPENING = /^(?:"""|\\*["'])/

function maskNumbers(text: string, { isRequest, isSensitive, mask }: NameRules): string {
  if (!text.includes(':')) return text
  return text.replaceAll(
    NUMBER,
    (member, name: string, quote: string, gap: string, value: string) => {
      const isName = (isRequest || quote !== '') && isSensitive(name)
      return isName && !isCount(name, Number(value)) ? `:${gap}${mask}` : member
    },
  )
}

function maskElements(text: string, { isSensitive, mask }: NameRules): string {
  if (!text.includes('</')) return text
  return text.replaceAll(ELEMENT, (element, name: string) =>
    isSensitive(name) ? `>${mask}` : element,
  )
}
