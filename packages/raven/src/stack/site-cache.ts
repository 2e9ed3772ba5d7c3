/**
 * One record per call site of the program, made the first time it is seen.
 *
 * A program fails in the same places again and again, so everything about a place (its text, its
 * frame, its source, its JSON) is made once. The same place prints as `Sub1.run` or `Sub2.run` by
 * its receiver, as `Object.f [as a]` by the property it was called through, as `one` or `two` by the
 * name a wrapper was given: so all that V8 puts into the text is compared.
 */

import type { Frame } from '../protocol/event.ts'
import type { CallSite } from './call-sites.ts'
import type { CodePosition } from './code-text.ts'
import { parseV8Call } from './parse-v8.ts'
import type { Place } from './place.ts'

/** One place of the program. The frame is filled in when first needed. */
export interface Site {
  /** Its line of a stack as V8 prints it, with the line break in front; empty when read from text. */
  readonly line: string
  readonly place: Place
  /** True when the engine itself named the place, so that its file is code that ran. */
  readonly ran: boolean
  /** Where its function begins, as far as the engine says. */
  readonly start?: CodePosition
  frame?: Frame
  /** In the place of so many calls that were left out; such a site is no call. */
  readonly omitted?: number
}

/** The sites with one hash, in a chain; all that V8 words a call by, besides the script. */
interface Variant {
  readonly line: number
  readonly column: number
  readonly form: number
  readonly name: string | null
  readonly type: string | null
  readonly method: string | null
  readonly site: Site
  readonly next: Variant | undefined
  readonly length: number
}

type Positions = Map<number, Variant>

const MAX_SITES = 5_000
/** More at one position is a wrapper that takes every name; keeping those helps nobody. */
const MAX_VARIANTS = 16
const LINE_START = '\n    at '

/** The sites seen so far; forgets all when there are too many. */
export class SiteCache {
  readonly #scripts = new Map<string, Positions>()
  /** Functions of the engine itself, like `Array.map`: all that is known of them is their text. */
  readonly #builtIn = new Map<string, Site>()
  #size = 0
  /** Neighbours in a stack often share their script. */
  #lastScript = ''
  #lastPositions: Positions = new Map()

  /** With `isSync` the call is known to be no continuation of an `async` function; see {@link isAllSync}. */
  siteOf(callSite: CallSite, isSync = false): Site {
    const script = callSite.getFileName()
    if (!script) return this.#namelessSite(callSite)
    return this.#siteIn(this.#positionsOf(script), callSite, isSync)
  }

  /**
   * Line and column, not the offset: two scripts of one name may differ in the lines before. Each question
   * to a call site costs more than all that is done with its answer here, so none is asked in vain.
   */
  #siteIn(positions: Positions, callSite: CallSite, isSync: boolean): Site {
    const line = callSite.getLineNumber() ?? 0
    const column = callSite.getColumnNumber() ?? 0
    const name = callSite.getFunctionName()
    const form = formOf(callSite, isSync)
    const type = form >= RECEIVED ? callSite.getTypeName() : null
    const method = form >= RECEIVED ? callSite.getMethodName() : null
    const hash = (line * LINE_STEP + column) & SMALL
    const next = positions.get(hash)
    for (let it = next; it; it = it.next) {
      if (it.line !== line || it.column !== column || it.form !== form) continue
      if (it.name === name && it.type === type && it.method === method) return it.site
    }
    const site = makeSite(callSite, callSite.toString())
    const length = (next?.length ?? 0) + 1
    if (length <= MAX_VARIANTS)
      positions.set(hash, { line, column, form, name, type, method, site, next, length })
    return this.#counted(site)
  }

  #positionsOf(script: string): Positions {
    if (script === this.#lastScript) return this.#lastPositions
    let positions = this.#scripts.get(script)
    if (!positions) {
      positions = new Map()
      this.#scripts.set(script, positions)
    }
    this.#lastScript = script
    this.#lastPositions = positions
    return positions
  }

  /** Of the engine itself, or made by `eval`: then the same text may be another place. */
  #namelessSite(callSite: CallSite): Site {
    const text = callSite.toString()
    if (callSite.isEval()) return makeSite(callSite, text)
    const known = this.#builtIn.get(text)
    if (known) return known
    const site = this.#counted(makeSite(callSite, text))
    this.#builtIn.set(text, site)
    return site
  }

  #counted(site: Site): Site {
    if (this.#size++ >= MAX_SITES) this.#forget()
    return site
  }

  /** What is being filled just now stays in use until the next script is met. */
  #forget(): void {
    this.#scripts.clear()
    this.#builtIn.clear()
    this.#lastScript = ''
    this.#size = 0
  }
}

/** A site for a place known only from text. */
export function siteOfPlace(place: Place): Site {
  return { line: '', place, ran: false }
}

const LINE_STEP = 4099
const SMALL = 0x3fff_ffff

const ASYNC = 1
const CONSTRUCTED = 2
const RECEIVED = 4

/** How the call is worded: only what has a receiver is printed with type and method. */
function formOf(callSite: CallSite, isSync: boolean): number {
  const mode = !isSync && callSite.isAsync?.() === true ? ASYNC : 0
  if (callSite.isConstructor()) return mode + CONSTRUCTED
  return callSite.isToplevel() ? mode : mode + RECEIVED
}

/** Whether no call is the continuation of an `async` function: those stand at the outer end of a stack. */
export function isAllSync(callSites: readonly CallSite[]): boolean {
  try {
    return callSites.at(-1)?.isAsync?.() !== true
  } catch {
    return false // a call site that refuses to be asked: then each is asked for itself
  }
}

function makeSite(callSite: CallSite, text: string): Site {
  const place = placeOf(callSite, text)
  return { line: LINE_START + text, place, ran: true, ...startOf(callSite) }
}

/** Where the function begins; of code made by eval, that would be a place in another text. */
function startOf(callSite: CallSite): Pick<Site, 'start'> {
  const line = callSite.isEval() ? undefined : callSite.getEnclosingLineNumber?.()
  const column = callSite.getEnclosingColumnNumber?.()
  return line && column ? { start: { line, column } } : {}
}

/** Numbers from the call site itself, the name from its text: exact whatever the names look like. */
function placeOf(callSite: CallSite, text: string): Place {
  const file = callSite.getFileName()
  const line = callSite.getLineNumber()
  const column = callSite.getColumnNumber()
  const ending = ` (${file}:${line}:${column})`
  if (!file || line === null || column === null || callSite.isEval()) return parseV8Call(text) ?? {}
  if (!text.endsWith(ending)) return { ...nameless(parseV8Call(text)), file, line, column }
  return { ...parseV8Call(`${text.slice(0, -ending.length)} (native)`), file, line, column }
}

/** A name that only repeats the place is none. */
function nameless(place: Place | undefined): Place {
  return place?.function !== undefined && place.file === undefined
    ? { function: place.function }
    : {}
}
