/**
 * The text of one line of a V8 stack, taken apart; also of those who print as V8 does: Bun, QuickJS,
 * Hermes, and old Edge.
 *
 * Works from the end of the line, because a function's name may hold anything, even text that looks
 * like a place. The cost is the length of the line, which is bounded by whoever cuts the lines.
 */

import { named, placeAt, startsPlace, type Place } from './place.ts'

const AT = 'at '
/** Code made by code made by code …; deeper is no program's. */
const MAX_NESTING = 8

/** One line, with or without its line end; undefined when it is not a frame. */
export function parseV8Line(text: string): Place | undefined {
  const line = text.trim()
  // a frame is indented, a sentence that begins so is not; an inspected error goes on behind its stack
  if (!line.startsWith(AT) || !isBlank(text.charCodeAt(0))) return undefined
  return parseV8Call(line.endsWith(' {') ? line.slice(AT.length, -2) : line.slice(AT.length))
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/** What stands behind `at `; also the text form of a V8 call site. */
export function parseV8Call(call: string): Place | undefined {
  const body = call.startsWith('async ') ? call.slice('async '.length) : call
  if (body === '') return undefined
  if (!body.endsWith(')')) return withoutParentheses(body)
  const open = openingOf(body)
  if (open === -1) return placeAt(body, '')
  const name = nameOf(body.slice(0, open))
  return placeIn(body.slice(open + 2, -1), name) ?? named(name)
}

function withoutParentheses(body: string): Place | undefined {
  if (body.startsWith('new ')) return named(nameOf(body))
  const place = placeAt(body, '')
  // a lone number at the end is the end of some sentence
  return place?.line !== undefined && place.column === undefined ? undefined : place
}

function nameOf(text: string): string {
  return text.startsWith('new ') ? text.slice('new '.length) : text
}

/**
 * Where the place begins. Names and paths may both hold ` (`, and eval's place has parentheses of its
 * own: so what counts is the one that belongs to the last; one that is never closed where that is but
 * part of a path; and where the path closes more than it opens, the last behind which a place begins.
 */
function openingOf(body: string): number {
  const evalAt = body.indexOf(' (eval at ')
  if (evalAt !== -1) return evalAt
  const partner = partnerOfLast(body)
  return partner === -1 ? lastBeforePlace(body) : partner
}

/** The blank before the parenthesis that the last one closes, or before one that stays open. */
function partnerOfLast(body: string): number {
  let depth = 0
  let partner = -1
  for (let at = body.length - 1; at > 0; at--) {
    const code = body.charCodeAt(at)
    if (code === CLOSE) depth++
    if (code !== OPEN) continue
    const isOpen = depth === 0
    if (!isOpen) depth--
    if (depth > 0 || (!isOpen && partner !== -1) || body.charCodeAt(at - 1) !== BLANK) continue
    if (startsPlace(body, at + 1)) return at - 1
    if (partner === -1) partner = at - 1
  }
  return partner
}

function lastBeforePlace(body: string): number {
  const last = body.lastIndexOf(' (')
  for (let at = last; at > 0; at = body.lastIndexOf(' (', at - 1)) {
    if (startsPlace(body, at + 2)) return at
  }
  return last
}

const OPEN = 40
const CLOSE = 41
const BLANK = 32

/** For code made by eval, the line that called eval is what counts. */
function placeIn(text: string, name: string): Place | undefined {
  let inner = text.startsWith('address at ') ? text.slice('address at '.length) : text
  for (let depth = 0; inner.startsWith('eval at ') && depth < MAX_NESTING; depth++) {
    const end = inner.lastIndexOf('), ')
    const origin = end === -1 ? inner : inner.slice(0, end + 1)
    const open = openingOf(origin)
    if (open === -1) return undefined
    inner = origin.slice(open + 2, -1)
  }
  return placeAt(inner, name)
}
