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

/** One place of the program. The frame and its JSON are filled in when first needed. */
export interface Site {
  /** What V8 prints behind `at `. */
  readonly text: string
  readonly place: Place
  frame?: Frame
  json?: string
}

const MAX_SITES = 5_000
const COLUMNS = 4096

/** The sites seen so far; forgets all when there are too many. */
export class SiteCache {
  readonly #scripts = new Map<string, Map<number, Map<string, Site>>>()
  #size = 0

  siteOf(callSite: CallSite): Site {
    const script = callSite.getFileName()
    if (!script || callSite.isEval()) return makeSite(callSite)
    const position = positionOf(callSite)
    const type = callSite.isToplevel() ? '' : (callSite.getTypeName() ?? '')
    const byType = this.#byType(script, position)
    const known = byType.get(type)
    if (known) return known
    return this.#add(byType, type, makeSite(callSite))
  }

  #byType(script: string, position: number): Map<string, Site> {
    let byPosition = this.#scripts.get(script)
    if (!byPosition) {
      byPosition = new Map<number, Map<string, Site>>()
      this.#scripts.set(script, byPosition)
    }
    let byType = byPosition.get(position)
    if (!byType) {
      byType = new Map<string, Site>()
      byPosition.set(position, byType)
    }
    return byType
  }

  #add(byType: Map<string, Site>, type: string, site: Site): Site {
    if (this.#size >= MAX_SITES) {
      this.#scripts.clear()
      this.#size = 0
    }
    byType.set(type, site)
    this.#size++
    return site
  }
}

/** A site for a place known only from text. */
export function siteOfPlace(place: Place): Site {
  return { text: '', place }
}

function positionOf(callSite: CallSite): number {
  const position = callSite.getPosition?.()
  if (position !== undefined) return position
  return (callSite.getLineNumber() ?? 0) * COLUMNS + (callSite.getColumnNumber() ?? 0)
}

function makeSite(callSite: CallSite): Site {
  const text = callSite.toString()
  return { text, place: placeOf(callSite, text) }
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
