/**
 * One record per call site of the program, made the first time it is seen.
 *
 * A program fails in the same places again and again, so everything about a place (its text, its
 * frame, its source, its JSON) is made once. The key is script, position and receiver type: the
 * same place prints `Sub1.run` or `Sub2.run` depending on the receiver.
 */

import type { Frame } from '../protocol/event.ts'
import type { CallSite } from './call-sites.ts'
import { parseV8Call, type Place } from './parse-v8.ts'

/** One place of the program. The frame is filled in when first needed. */
export interface Site {
  /** Its line of a stack as V8 prints it, with the line break in front; empty when read from text. */
  readonly line: string
  readonly place: Place
  frame?: Frame
}

/** The sites at one position, one for each type of receiver, in a chain. */
interface Variant {
  readonly type: string
  readonly site: Site
  readonly next: Variant | undefined
}

type Positions = Map<number, Variant>

const MAX_SITES = 5_000
const COLUMNS = 4096
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

  siteOf(callSite: CallSite): Site {
    if (callSite.isEval()) return makeSite(callSite, callSite.toString())
    const script = callSite.getFileName()
    if (!script) return this.#builtInSite(callSite)
    const positions = this.#positionsOf(script)
    const position = positionOf(callSite)
    const type = callSite.isToplevel() ? '' : (callSite.getTypeName() ?? '')
    const first = positions.get(position)
    for (let it = first; it; it = it.next) if (it.type === type) return it.site
    const site = this.#counted(makeSite(callSite, callSite.toString()))
    positions.set(position, { type, site, next: first })
    return site
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

  #builtInSite(callSite: CallSite): Site {
    const text = callSite.toString()
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
  return { line: '', place }
}

function positionOf(callSite: CallSite): number {
  const position = callSite.getPosition?.()
  if (position !== undefined) return position
  return (callSite.getLineNumber() ?? 0) * COLUMNS + (callSite.getColumnNumber() ?? 0)
}

function makeSite(callSite: CallSite, text: string): Site {
  return { line: LINE_START + text, place: placeOf(callSite, text) }
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
