/**
 * The text of one line `name@place`, as SpiderMonkey (Firefox) and JavaScriptCore (Safari) print it.
 *
 * Both the name and the place may hold an `@`, so what counts is where a place can begin.
 */

import { named, placeAt, startsPlace, type Place } from './place.ts'

/** What made a frame run, before its name: `async*`, `promise callback*`, `setTimeout handler*`. */
const CAUSE =
  /^(?:async|[\w.]{1,40} (?:callback|handler)|[A-Z]\w{1,40}\.\w{1,40}|FrameRequestCallback)\*/

/** One line; undefined when it is not a frame. */
export function parseAtSignLine(text: string): Place | undefined {
  const line = text.trim()
  const sign = signOf(line)
  // JavaScriptCore prints nothing but the place for code without a name
  if (sign === -1) return startsPlace(line, 0) ? madeFrom(line, '') : undefined
  const name = line.slice(0, sign).replace(CAUSE, '')
  const place = line.slice(sign + 1)
  return place === '' ? named(name) : madeFrom(place, name)
}

/** The `@` between name and place; -1 where there is none. */
function signOf(line: string): number {
  let found = -1
  for (let at = line.indexOf('@'); at !== -1; at = line.indexOf('@', at + 1)) {
    if (!startsPlace(line, at + 1)) continue
    if (found === -1 || !isWithinPath(line, found, at)) found = at
  }
  return found === -1 && !startsPlace(line, 0) ? line.lastIndexOf('@') : found
}

/** A folder may end in `@`; a name that looks like a place ends in its numbers. */
function isWithinPath(line: string, from: number, at: number): boolean {
  return (
    line.charCodeAt(at + 1) === SLASH && !/:\d{1,9}$/.test(line.slice(Math.max(from, at - 10), at))
  )
}

const SLASH = 47

/** `file line 7 > eval:1:26` is code made by line 7 of the file; the first maker is what counts. */
function madeFrom(text: string, name: string): Place | undefined {
  const arrow = text.indexOf(' > ')
  if (arrow === -1) return placeAt(text, name)
  const maker = text.slice(0, arrow)
  const [, line] = / line (\d{1,9})$/.exec(maker.slice(-MAX_LINE_WORDS)) ?? []
  if (line === undefined) return placeAt(text, name)
  const file = maker.slice(0, -` line ${line}`.length)
  const { address } = placeAt(text, name) ?? {}
  const place = { ...named(name), file, line: Number(line) }
  return address === undefined ? place : { ...place, address }
}

const MAX_LINE_WORDS = 16
