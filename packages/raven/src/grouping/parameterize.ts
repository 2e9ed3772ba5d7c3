/**
 * What changes from one event to the next inside a text, replaced by its kind:
 * `User 42 not found` becomes `User <int> not found`.
 *
 * Every pattern has bounded repetitions and no two ways to match the same text, and the text itself
 * is bounded: the time is linear, whatever it holds.
 */

import { isIpv6 } from './ipv6.ts'

/** Beyond this a text says nothing new about its kind. */
const MAX_LENGTH = 2000

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}'
const WEEKDAY = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}'
const SECONDS = ':\\d{2}(?:[.,]\\d{1,9})?'
const CLOCK = `\\d{1,2}:\\d{2}(?:${SECONDS})?(?: ?[ap]m\\b)?`
const ZONE = '(?: ?(?:z|gmt|utc)\\b)?(?: ?[+-]\\d{2}:?\\d{2}\\b)?'

/** In this order: what comes first may hold what comes later. */
const RULES: readonly (readonly [pattern: RegExp, replacement: string | Replacer])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`<>]{1,2000}/gi, keepEnd('<url>')],
  [/\b[\w.+%-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi, '<email>'],
  [/\b(?:[a-z0-9-]{1,63}\.){1,8}(?:com|net|org|edu|gov|io)\b/gi, '<hostname>'],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, '<ip>'],
  [/(?:[0-9a-f]{0,4}:){2,8}[0-9a-f]{0,4}/gi, ipv6],
  [/\b[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\b/gi, '<traceparent>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b[0-9a-f]{40}\b/gi, '<sha1>'],
  [/\b[0-9a-f]{32}\b/gi, '<md5>'],
  [rule(`\\b\\d{4}-\\d{2}-\\d{2}(?:[t ]${CLOCK}${ZONE}|\\b)`), '<date>'],
  [rule(`\\b(?:${WEEKDAY},? )?\\d{1,2} ${MONTH} \\d{4}(?: ${CLOCK}${ZONE}|\\b)`), '<date>'],
  [rule(`\\b${WEEKDAY} ${MONTH} \\d{1,2} (?:\\d{4} )?${CLOCK}${ZONE}(?: \\d{4}\\b)?`), '<date>'],
  [/\b\d{1,4}\/\d{1,2}\/\d{2,4}\b/g, '<date>'],
  // Without seconds it may be a line and a column.
  [rule(`\\b\\d{1,2}:\\d{2}${SECONDS}${ZONE}`), '<date>'],
  [
    /\b\d{1,15}(?:\.\d{1,15})? ?(?:ns|µs|us|ms|msecs?|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hours?|days?)\b/g,
    '<duration>',
  ],
  [/\b0x[0-9a-f]{1,128}\b/gi, '<hex>'],
  [/\b(?:[0-9a-f]{8,128}|[0-9A-F]{8,128})\b/g, (found) => hexOrWord(found)],
  [/\b[0-9a-f]{7}\b/g, (found) => (isMixed(found) ? '<git_sha>' : found)],
  [/-?\b\d{1,40}\.\d{1,40}(?:e[+-]?\d{1,4})?\b/gi, signed('<float>')],
  [/-?\b\d{1,400}\b/g, signed('<int>')],
  [/=\s?(?:"[^"\n]{0,400}"|'[^'\n]{0,400}')/g, '=<quoted_str>'],
  [/=\s?(?:true|false)\b/gi, '=<bool>'],
]

type Replacer = (found: string, offset: number, whole: string) => string

/** The text with its changing parts replaced, of at most 2,000 characters. */
export function parameterize(text: string): string {
  let result = text.slice(0, MAX_LENGTH)
  for (const [pattern, replacement] of RULES) {
    result =
      typeof replacement === 'string'
        ? result.replace(pattern, replacement)
        : result.replace(pattern, (found: string, ...rest: unknown[]) => {
            const [offset, whole] = rest.slice(-2)
            return replacement(found, Number(offset), String(whole))
          })
  }
  return result
}

function rule(source: string): RegExp {
  return new RegExp(source, 'gi')
}

/** Punctuation at the end of an address belongs to the sentence around it. */
function keepEnd(token: string): Replacer {
  return (found) => {
    let end = found.length
    while (end > 0 && '.,;:!?)]}'.includes(found.charAt(end - 1))) end -= 1
    return token + found.slice(end)
  }
}

/** A minus belongs to the number unless it joins it to the word before. */
function signed(token: string): Replacer {
  return (found, offset, whole) => {
    const joined = found.startsWith('-') && /\w/.test(whole.charAt(offset - 1))
    return joined ? `-${token}` : token
  }
}

/** Many languages join names by colons, so an address has to stand alone. */
function ipv6(found: string, offset: number, whole: string): string {
  const joined =
    /\w/.test(whole.charAt(offset - 1)) || /\w/.test(whole.charAt(offset + found.length))
  return !joined && isIpv6(found) ? '<ip>' : found
}

function hexOrWord(found: string): string {
  if (/^\d+$/.test(found)) return found
  return /\d/.test(found) ? '<hex>' : found
}

function isMixed(found: string): boolean {
  return /\d/.test(found) && /[a-f]/.test(found)
}
