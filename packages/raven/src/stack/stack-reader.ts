/**
 * From an error to frames, in two steps.
 *
 * `sitesOf` is the caller's time: it takes references to cached sites and reads no file. `frameOf`
 * is for later: it fills in source lines and makes the frame that goes on the wire, once per site.
 */

import type { Frame, JsonObject } from '../protocol/event.ts'
import { readStack, readStackText, type CallSite, type StackPrinter } from './call-sites.ts'
import { clip } from '../values/clip.ts'
import type { Fragments } from '../values/fragments.ts'
import { fileFacts, type InAppRules } from './in-app.ts'
import { bothEnds, callsOf } from './both-ends.ts'
import { parseStack } from './parse-stack.ts'
import { SiteCache, siteOfPlace, type Site } from './site-cache.ts'
import type { SourceReader } from './source-lines.ts'

/** What a reader needs. */
export interface StackReaderOptions {
  readonly rules: InAppRules
  /** Where finished frames are remembered with their JSON. */
  readonly fragments: Fragments
  readonly sources?: SourceReader
  /** The first line V8 prints; without it stacks are read as text. */
  readonly header?: (error: object) => string
}

const MAX_NAME = 512
/** A `data:` URL is a whole program. */
const MAX_PATH = 1024

/** Reads stacks for one client. */
export class StackReader {
  readonly #options: StackReaderOptions
  readonly #cache = new SiteCache()
  readonly #printer: StackPrinter<Site> | undefined

  constructor(options: StackReaderOptions) {
    this.#options = options
    const { header } = options
    if (header) this.#printer = { header, siteOf: (site) => this.#siteOf(site) }
  }

  /** The places of an error's stack, innermost first. Never throws, reads no file. */
  sitesOf(error: object, message: string): readonly Site[] {
    const reading = this.#printer ? readStack(error, this.#printer) : readStackText(error)
    if (reading.kind === 'sites') return bothEnds(reading.sites)
    return reading.kind === 'text' ? this.sitesOfText(reading.text, message) : []
  }

  /** The places of a stack that is text already. */
  sitesOfText(stack: string, message: string): readonly Site[] {
    const { places, ...unread } = parseStack(stack, message)
    return bothEnds(places.map(siteOfPlace), unread)
  }

  /** Frames as the wire has them: oldest call first. `vars` are variables to show at some of the sites. */
  framesOf(sites: readonly Site[], vars?: ReadonlyMap<Site, JsonObject>): Frame[] {
    return callsOf(sites)
      .map((site) => withVars(this.#frameOf(site), vars?.get(site)))
      .reverse()
  }

  #siteOf(site: CallSite): Site {
    try {
      return this.#cache.siteOf(site)
    } catch {
      // a call site that refuses to be asked is an unknown place, not a failed capture
      return { line: `\n    at ${String(site)}`, place: {}, ran: true }
    }
  }

  #frameOf(site: Site): Frame {
    site.frame ??= this.#options.fragments.keep(detached(this.#makeFrame(site)))
    return site.frame
  }

  #makeFrame({ place, ran }: Site): Frame {
    const name = clip(place.function ?? '?', MAX_NAME)
    if (place.file === undefined) return { function: name, in_app: false }
    const facts = fileFacts(place.file, this.#options.rules)
    const { line, column, address } = place
    const readable = line !== undefined && (ran || isScript(facts.absPath))
    return {
      filename: clip(facts.filename, MAX_PATH),
      abs_path: clip(facts.absPath, MAX_PATH),
      function: name,
      ...(facts.module === undefined ? {} : { module: clip(facts.module, MAX_PATH) }),
      ...(line === undefined ? {} : { lineno: line }),
      ...(column === undefined ? {} : { colno: column }),
      in_app: facts.inApp,
      ...(address === undefined ? {} : { platform: 'native', instruction_addr: address }),
      ...(readable ? this.#options.sources?.around(facts.absPath, line, column ?? 1) : {}),
    }
  }
}

/** A copy where there is something to show: the frame itself is shared by all events from its place. */
function withVars(frame: Frame, vars: JsonObject | undefined): Frame {
  return vars ? { ...frame, vars } : frame
}

/** A source line is a slice, and would keep its whole file in memory as long as the frame lives. */
function detached(frame: Frame): Frame {
  return JSON.parse(JSON.stringify(frame)) as Frame // what went in comes out
}

/** Text may name any file of this machine; only what looks like a program's source is shown. */
function isScript(path: string): boolean {
  return SCRIPTS.test(path.slice(-MAX_ENDING))
}

const SCRIPTS = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/i
const MAX_ENDING = 8
