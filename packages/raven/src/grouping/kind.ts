/**
 * The kind of a text: what is left of it when everything that changes from one event to the next is
 * taken out: `User 42 not found` and `User "ada" not found` are both `User <…> not found`.
 *
 * Which sort of value stood there does not count, nor how many stood in a row: an id may be a number
 * today and a UUID tomorrow, and a list as long as it likes. Every pattern has bounded repetitions.
 */

import { parameterize } from './parameterize.ts'

const VALUE = '<…>'
/** Beyond this a text says nothing new about its kind. */
const MAX_LENGTH = 2000
const TOKEN =
  /<(?:url|email|hostname|ip|traceparent|uuid|sha1|md5|date|duration|hex|git_sha|float|int|quoted_str|bool)>/g

/** Quotes open after a blank or a bracket and close before one, so that `it's` has none. */
const QUOTED =
  /(?<![\p{L}\d])(?:"[^"\n]{0,1000}"|'[^'\n]{0,1000}'(?![\p{L}\d])|`[^`\n]{0,1000}`|“[^”\n]{0,1000}”|‘[^’\n]{0,1000}’|«[^»\n]{0,1000}»)/gu
const JWT = /\beyJ[\w-]{4,1000}\.[\w-]{2,1000}(?:\.[\w-]{0,1000})?/g
const PATH =
  /(?<![\w/\\<.:])(?:file:\/\/|[a-z]:(?=[\\/])|~|\.{1,2}(?=[\\/]))?(?:[\\/][\w.@+~%#$-]{1,200}){1,40}[\\/]?/gi
/** Letters and digits in one long word: an id, and no word of any language. */
const LONG_ID = /(?<![\p{L}\d_-])(?=[a-z_-]{0,64}\d)(?=[\d_-]{0,64}[a-z])[\w-]{12,200}(?![\w-])/giu
const SIZE = /\b\d{1,15}(?:[.,]\d{1,15})? ?(?:[kmgt]i?b|bytes?|%)(?!\w)/gi
const ASSIGNED = /(?<=(?<![?&][\w.-]{0,40})\w=)[^\s,;&=<>"')\]}]{1,200}/g
/** `Date` writes the name of its zone behind the time, in the language of the machine. */
const ZONE_NAME = /<…>[ ]?\((?=\p{Lu})[\p{L} .+\d:-]{2,60}\)/gu
const NOTHING = /\b(?:undefined|null|NaN)\b/g

/** `R-<…>`: letters before a number belong to it. */
const PREFIXED = /(?<![\w<])(?:[a-z]{1,3}[-_:]?|#)(?:<…>[-_]?)+/gi
const IN_A_ROW = /<…>(?:[\s,;.:'’/+×x-]{0,3}<…>){1,500}/g
const BRACKETED = /[[{(](?:[\s,:]{0,3}<…>){1,500}[\s,]{0,3}[\]})]/g

const BEFORE: readonly RegExp[] = [JWT, QUOTED, PATH, SIZE, ASSIGNED]
const AFTER: readonly RegExp[] = [TOKEN, ZONE_NAME, LONG_ID, NOTHING]
const TOGETHER: readonly RegExp[] = [PREFIXED, IN_A_ROW, BRACKETED, IN_A_ROW, BRACKETED, IN_A_ROW]

/** `HTTP/2` is a name, not a number. */
const VERSIONED = /\b([A-Z]{2,8})\/(?=\d(?:\.\d)?\b)/g

/** The kind of a text, of at most 2,000 characters. */
export function kindOf(text: string): string {
  const plain = replaceAll(text.slice(0, MAX_LENGTH).replace(VERSIONED, '$1'), BEFORE)
  const named = parameterize(plain)
  return replaceAll(replaceAll(named, AFTER), TOGETHER)
}

function replaceAll(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((rest, pattern) => rest.replace(pattern, VALUE), text)
}
