/** Masking by name inside text that holds names and values: query strings, cookies, forms, bodies, log lines. */

import { decodeLoosely as decode } from '../values/percent.ts'
import { isMultipart, maskMultipart } from './mask-multipart.ts'
import { maskNamed, maskNamedPairs, type NameRules } from './mask-named.ts'

/** How to judge and mask within a text. */
export interface TextRules extends NameRules {
  /** Masks inside parsed JSON; answers the same object when there was nothing to mask. */
  readonly maskJson: (value: object) => unknown
}

/** A query inside a query inside a query; what is deeper goes as a whole when it holds a sensitive name. */
const MAX_NESTING = 3

/** The text with the values of sensitive names replaced by the mask; the rest stays to the letter. */
export function maskText(text: string, rules: TextRules, depth = 0): string {
  if (depth > MAX_NESTING) return rules.isSensitive(text) ? rules.mask : text
  if (JSON_START.test(text)) {
    const clean = maskJsonText(text, rules)
    if (clean !== undefined) return clean
  }
  if (isMultipart(text))
    return maskMultipart(text, rules, (part) => maskText(part, rules, depth + 1))
  const named = maskNamed(text, rules)
  if (rules.isRequest || isEncoded(named)) return maskPairs(named, rules, depth)
  return maskNamedPairs(named, rules, (value) => maskNested(value, rules, depth))
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

/** Nothing but one word, in which signs were written as their numbers. */
function isEncoded(text: string): boolean {
  return text.includes('%') && !/\s/.test(text)
}

/** Program text has equals signs too, and brackets before them. */
const NAME = /^[^(){}<>"'`\r\n]{1,200}$/
const SEPARATOR = /([&;?#\r\n])/

function maskPairs(text: string, rules: TextRules, depth: number): string {
  if (!text.includes('=') && !text.includes('%')) return text
  const parts = text.split(SEPARATOR).map((part) => {
    const equals = part.indexOf('=') // only the first divides: `password=a=b` has the value `a=b`
    if (equals === -1) return maskNested(part, rules, depth)
    const name = part.slice(0, equals)
    if (NAME.test(name) && rules.isSensitive(decode(name))) return `${name}=${rules.mask}`
    return `${name}=${maskNested(part.slice(equals + 1), rules, depth)}`
  })
  return parts.join('')
}

/** A value that is itself made of pairs or JSON, encoded or not. */
function maskNested(value: string, rules: TextRules, depth: number): string {
  const plain = value.includes('%') ? decode(value) : value
  if (plain !== value) {
    const clean = maskText(plain, rules, depth + 1)
    return clean === plain ? value : encodeURIComponent(clean)
  }
  if (!value.includes('=')) return value
  return depth < MAX_NESTING ? maskPairs(value, rules, depth + 1) : value
}
