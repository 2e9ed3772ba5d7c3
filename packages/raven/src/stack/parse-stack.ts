/**
 * A stack that is text, whatever engine or tool wrote it.
 *
 * One layout counts for the whole stack: where a line begins with `at`, it is V8's (also Bun, QuickJS,
 * Hermes, and tools that print as they do); else `name@place`. The cost grows with the length of the
 * text: lines are cut, and of a huge text only both ends are taken apart.
 */

import { parseAtSignLine } from './parse-at-sign.ts'
import { parseV8Line } from './parse-v8.ts'
import type { Place } from './place.ts'

/** The calls of a stack, innermost first. */
export interface ParsedStack {
  readonly places: readonly Place[]
  /** How many lines of a huge text were not looked at. */
  readonly skipped: number
  /** Behind how many of the places they stood. */
  readonly skippedAt: number
}

const MAX_LINE = 1024
/** A stack is text that anybody may have written: of what is longer, so much of each end is read. */
const MAX_END = 128 * 1024
/** Headers with more colons before the message are none. */
const MAX_COLONS = 64
const MAX_HEADER = 16 * 1024

type LineParser = (line: string) => Place | undefined

/** Takes a stack apart. Lines that are no frames are passed over. */
export function parseStack(stack: string, message: string): ParsedStack {
  const from = endOfHeader(stack, message)
  const parser = V8_LAYOUT.test(stack.slice(from, from + MAX_END)) ? parseV8Line : parseAtSignLine
  const places: Place[] = []
  if (stack.length - from <= 2 * MAX_END) {
    readLines(stack, { from, to: stack.length, parser }, places)
    return { places, skipped: 0, skippedAt: 0 }
  }
  const middle = lineAfter(stack, from + MAX_END)
  const tail = Math.max(middle, lineAfter(stack, stack.length - MAX_END))
  const ended = readLines(stack, { from, to: middle, parser }, places)
  if (ended) return { places, skipped: 0, skippedAt: 0 }
  const skippedAt = places.length
  readLines(stack, { from: tail, to: stack.length, parser }, places)
  return { places, skipped: skippedAt === 0 ? 0 : linesIn(stack, middle, tail), skippedAt }
}

const V8_LAYOUT = /(?:^|\n)[ \t]{1,32}at /

interface Region {
  readonly from: number
  readonly to: number
  readonly parser: LineParser
}

/** Adds the frames of these lines; true where the stack of a cause begins, which is another error's. */
function readLines(stack: string, { from, to, parser }: Region, places: Place[]): boolean {
  for (let at = from; at < to;) {
    const newline = stack.indexOf('\n', at)
    const end = newline === -1 || newline > to ? to : newline
    const line = stack.slice(at, Math.min(end, at + MAX_LINE))
    const place = parser(line)
    if (place) places.push(place)
    else if (places.length > 0 && CAUSE.test(line)) return true
    at = end + 1
  }
  return false
}

/** As Java's manner has it, and as Node prints an inspected error. */
const CAUSE = /^\s{0,32}(?:Caused by\b|\[cause\]|\[errors\])/i

/**
 * Where the frames begin: behind the message, whose lines may look like frames. It stands at the very
 * start or behind a colon; Node puts a piece of source before both at times.
 */
function endOfHeader(stack: string, message: string): number {
  if (message === '') return 0
  let at = 0
  for (let tries = 0; tries < MAX_COLONS && at <= MAX_HEADER; tries++) {
    const end = at + message.length
    if (isLineEnd(stack, end) && stack.startsWith(message, at)) return end
    const colon = stack.indexOf(': ', at)
    if (colon === -1) return 0
    at = colon + 2
  }
  return 0
}

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return at === text.length || code === NEWLINE || code === RETURN
}

const NEWLINE = 10
const RETURN = 13

function lineAfter(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1))
    lines++
  return lines
}
