/**
 * From an error to frames, in two steps.
 *
 * `sitesOf` is the caller's time: it takes references to cached sites and reads no file. `frameOf`
 * is for later: it fills in source lines and makes the frame that goes on the wire, once per site.
 */

import type { Frame } from '../protocol/event.ts'
import { readStack, readStackText, type CallSite, type StackPrinter } from './call-sites.ts'
import type { Fragments } from '../values/fragments.ts'
import { fileFacts, type InAppRules } from './in-app.ts'
import { parseV8Stack } from './parse-v8.ts'
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

/** Frames kept of one stack; the innermost ones. */
const MAX_FRAMES = 50

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
    if (reading.kind === 'sites') return reading.sites.slice(0, MAX_FRAMES)
    return reading.kind === 'text' ? this.sitesOfText(reading.text, message) : []
  }

  /** The places of a stack that is text already. */
  sitesOfText(stack: string, message: string): readonly Site[] {
    return parseV8Stack(stack, message, MAX_FRAMES).map(siteOfPlace)
  }

  /** Frames as the wire has them: oldest call first. */
  framesOf(sites: readonly Site[]): Frame[] {
    return sites.map((site) => this.#frameOf(site)).reverse()
  }

  #siteOf(site: CallSite): Site {
    try {
      return this.#cache.siteOf(site)
    } catch {
      return { line: `\n    at ${String(site)}`, place: {} } // refuses to be asked: an unknown place
    }
  }

  #frameOf(site: Site): Frame {
    if (site.frame) return site.frame
    site.frame = this.#options.fragments.keep(this.#makeFrame(site))
    return site.frame
  }

  #makeFrame({ place }: Site): Frame {
    const name = place.function ?? '?'
    if (place.file === undefined) return { function: name, in_app: false }
    const facts = fileFacts(place.file, this.#options.rules)
    const { line, column } = place
    return {
      filename: facts.filename,
      abs_path: facts.absPath,
      function: name,
      ...(facts.module === undefined ? {} : { module: facts.module }),
      ...(line === undefined ? {} : { lineno: line }),
      ...(column === undefined ? {} : { colno: column }),
      in_app: facts.inApp,
      ...(line === undefined
        ? {}
        : this.#options.sources?.around(facts.absPath, line, column ?? 1)),
    }
  }
}
