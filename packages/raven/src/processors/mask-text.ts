/** Masking by name inside text that holds names and values: query strings, cookies, forms, bodies, log lines. */

import { decodeLoosely as decode } from '../values/percent.ts'
import { maskMultipart } from './mask-multipart.ts'
import type { KeyTest } from './sensitive-keys.ts'

/** How to judge and mask within a text. */
export interface TextRules {
  readonly isSensitive: KeyTest
  readonly mask: string
  /** Whether the text comes from a request, where all of it may be made of pairs. */
  readonly isRequest: boolean
  /** Masks inside parsed JSON; answers the same object when there was nothing to mask. */
  readonly maskJson: (value: object) => unknown
}

/** The text with the values of sensitive names replaced by the mask; the rest stays to the letter. */
export function maskText(text: string, rules: TextRules): string {
  if (JSON_START.test(text)) {
    const clean = maskJsonText(text, rules)
    if (clean !== undefined) return clean
  }
  if (rules.isRequest) {
    if (text.startsWith('--')) return maskMultipart(text, rules)
    return text.includes('=') ? maskPairs(text, rules) : maskMembers(text, rules)
  }
  return text.includes('=') || text.includes(':') ? maskNamed(text, rules) : text
}

/**
 * JSON. What was cut cannot be taken apart: of a request it goes as a whole when any name in it is
 * sensitive. Undefined where it only looked like JSON.
 */
function maskJsonText(text: string, rules: TextRules): string | undefined {
  const parsed = parse(text)
  if (parsed !== undefined) {
    const clean = rules.maskJson(parsed)
    return clean === parsed ? text : JSON.stringify(clean)
  }
  if (!rules.isRequest) return undefined
  return rules.isSensitive(text) ? rules.mask : text
}

const JSON_START = /^\s{0,100}(?:\{|\[\s{0,100}[\]{["\dtfn-])/

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined // no JSON, or only the beginning of one
  }
}

/** Program text has equals signs too, and brackets before them. */
const NAME = /^[^(){}<>"'`\r\n]{1,200}$/
const SEPARATOR = /([&;?#])/
/** A query inside a query inside a query; deeper ones are judged as they stand. */
const MAX_NESTING = 3

function maskPairs(text: string, rules: TextRules, depth = 0): string {
  const parts = text.split(SEPARATOR).map((part) => {
    const equals = part.indexOf('=') // only the first divides: `password=a=b` has the value `a=b`
    if (equals === -1) return part
    const name = part.slice(0, equals)
    if (NAME.test(name) && rules.isSensitive(decode(name))) return `${name}=${rules.mask}`
    return `${name}=${maskNested(part.slice(equals + 1), rules, depth)}`
  })
  return parts.join('')
}

/** A value that is itself made of pairs or JSON, encoded. */
function maskNested(value: string, rules: TextRules, depth: number): string {
  if (!value.includes('%') || depth >= MAX_NESTING) return value
  const plain = decode(value)
  if (plain === value) return value
  const clean = JSON_START.test(plain)
    ? (maskJsonText(plain, rules) ?? plain)
    : maskPairs(plain, rules, depth + 1)
  return clean === plain ? value : encodeURIComponent(clean)
}

/*
 * Each pattern begins at the sign between name and value and looks back for the name: signs are few, and
 * a pattern that begins with a name would try every word.
 */

/** `name="value"`, `"name": "value"`, the same with its quotes escaped, and `name: 'value'`. */
const MEMBER =
  /[:=](?=\s{0,3}\\{0,3}["'])(?<=(?<![\w.-])([\w.-]{2,64})\\{0,3}["']?\s{0,3}[:=])(\s{0,3})(\\{1,3}["'][^"'\\]*|"(?:[^"\\]|\\.)*|'(?:[^'\\]|\\.)*)/g
/** `name=value`, but no comparison and no arrow. */
const PAIR = /=(?!=)(?<=(?<![\w.%[\]-])([\w.%[\]-]{2,64})=)[^\s&;,'"#<>(){}]+/g
/** Lines of an HTTP header whose whole value is secret. */
const HEADER =
  /(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(\s?:\s?)([^\s"'][^\r\n]{0,4096})/gi

function maskNamed(text: string, rules: TextRules): string {
  const { isSensitive, mask } = rules
  const lines = text.includes(':') ? text.replaceAll(HEADER, `$1$2${mask}`) : text
  const members = maskMembers(lines, rules)
  if (!members.includes('=')) return members
  return members.replaceAll(PAIR, (pair, name: string) =>
    isSensitive(decode(name)) ? `=${mask}` : pair,
  )
}

function maskMembers(text: string, { isSensitive, mask }: TextRules): string {
  if (!text.includes('"') && !text.includes("'")) return text
  return text.replaceAll(MEMBER, (member, name: string, gap: string, value: string) => {
    if (!isSensitive(name)) return member
    return member.charAt(0) + gap + (/^\\*["']/.exec(value)?.[0] ?? '') + mask
  })
}
