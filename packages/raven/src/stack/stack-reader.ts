/**
 * From an error to frames, in two steps.
 *
 * `sitesOf` is the caller's time: it takes references to cached sites and reads no file. `frameOf`
 * is for later: it fills in source lines and makes the frame that goes on the wire, once per site.
 */

import type { DebugImage, Frame, JsonObject } from '../protocol/event.ts'
import {
  createNodesOwnTest,
  readStack,
  readStackText,
  type CallSite,
  type StackPrinter,
  type StackReading,
} from './call-sites.ts'
import { clip } from '../values/clip.ts'
import { isRecord } from '../values/json-object.ts'
import type { Fragments, MaskedPlace } from '../values/fragments.ts'
import { bothEnds, callsOf } from './both-ends.ts'
import { fileFacts, localPath, shorten, type FileFacts, type InAppRules } from './in-app.ts'
import type { GeneratedPlace, MapAnswer, MappedPlace } from './map-answer.ts'
import { parseStack } from './parse-stack.ts'
import type { Place } from './place.ts'
import { isAllSync, SiteCache, type Site } from './site-cache.ts'
import { isScript, type SourceReader } from './source-lines.ts'
import { isLocal } from './source-urls.ts'
import { TextSites } from './text-sites.ts'

/** What a reader needs. */
export interface StackReaderOptions {
  readonly rules: InAppRules
  /** Where finished frames are remembered with their JSON. */
  readonly fragments: Fragments
  /** Masks a frame, and says where. Without it frames are kept as they are. */
  readonly seal?: (frame: Frame) => Sealed
  readonly sources?: SourceReader
  /** The maps of the program's files; absent where there is no disk. */
  readonly maps?: FrameMaps | undefined
  /** The first line V8 prints; without it stacks are read as text. */
  readonly header?: (error: object) => string
  /** True while the runtime maps stacks itself. */
  readonly mapsStacks?: (() => boolean) | undefined
}

/** What frames need of source maps. */
export interface FrameMaps {
  readonly ask: (place: GeneratedPlace) => MapAnswer
  /** Reads what was asked and is not known yet. Never rejects. */
  readonly load: () => Promise<void>
  /** Reads at once as much of it as does not take long. */
  readonly loadNow: () => void
  readonly debugIdOf: (file: string) => string | undefined
}

/** A frame as it may leave, and what was masked in it. */
export interface Sealed {
  readonly frame: Frame
  readonly masked: readonly MaskedPlace[]
}

const MAX_NAME = 512
/** A `data:` URL is a whole program. */
const MAX_PATH = 1024

/** A stack whose calls the engine named. */
type Called = Extract<StackReading<Site>, { kind: 'sites' }>

/** Reads stacks for one client. */
export class StackReader {
  readonly #options: StackReaderOptions
  readonly #cache = new SiteCache()
  readonly #textSites = new TextSites()
  readonly #printer: StackPrinter<Site> | undefined

  constructor(options: StackReaderOptions) {
    this.#options = options
    const { header, mapsStacks } = options
    if (!header) return
    const isNodesOwn = createNodesOwnTest()
    this.#printer = { header, mapsStacks, isNodesOwn, sitesOf: (calls) => this.#sitesAt(calls) }
  }

  /** The places of an error's stack, innermost first. Never throws, reads no file. */
  sitesOf(error: object, message: string): readonly Site[] {
    const reading = this.#printer ? readStack(error, this.#printer) : readStackText(error)
    if (reading.kind === 'sites') return bothEnds(this.#moved(reading, message))
    return reading.kind === 'text' ? this.sitesOfText(reading.text, message) : []
  }

  /** The places of a stack that is text already. */
  sitesOfText(stack: string, message: string): readonly Site[] {
    const { places, ...unread } = parseStack(stack, message)
    return bothEnds(
      places.map((place) => this.#textSites.siteOf(place)),
      unread,
    )
  }

  /**
   * A tool that translates files as they are loaded, as test runners do, runs code under the names of its
   * sources, and alone knows where a call stands in them: it says so by its hook.
   */
  #moved({ sites, text }: Called, message: string): readonly Site[] {
    if (text === undefined) return sites
    const { places } = parseStack(text, message)
    if (places.length !== sites.length) return sites
    return sites.map((site, at) => {
      const told = places[at]
      return told && isMoved(site.place, told) ? this.#textSites.siteOf(told) : site
    })
  }

  /** Frames as the wire has them: oldest call first. `vars` are variables to show at some of the sites. */
  framesOf(sites: readonly Site[], vars?: ReadonlyMap<Site, JsonObject>): Frame[] {
    return callsOf(sites)
      .map((site) => withVars(this.#frameOf(site), vars?.get(site)))
      .reverse()
  }

  #sitesAt(callSites: readonly CallSite[]): readonly Site[] {
    const isSync = isAllSync(callSites)
    const sites: Site[] = []
    for (const callSite of callSites) sites.push(this.#siteOf(callSite, isSync))
    return sites
  }

  #siteOf(site: CallSite, isSync: boolean): Site {
    try {
      return this.#cache.siteOf(site, isSync)
    } catch {
      // a call site that refuses to be asked is an unknown place, not a failed capture
      return { line: `\n    at ${String(site)}`, place: {}, ran: true }
    }
  }

  /**
   * Reads the maps that frames of these sites need and that are not known yet; undefined when there
   * are none. Until then `framesOf` gives their places in the generated code. Never rejects.
   */
  mapsFor(sites: readonly Site[]): Promise<void> | undefined {
    return this.#isUnmapped(sites) ? this.#options.maps?.load() : undefined
  }

  /** Reads at once as many of the maps that are needed as does not take long, also what was asked for before. */
  mapNow(sites: readonly Site[] = []): void {
    this.#isUnmapped(sites)
    this.#options.maps?.loadNow()
  }

  /** Asks for all of them. */
  #isUnmapped(sites: readonly Site[]): boolean {
    const isMissing = (site: Site) => !site.frame && this.#draft(site).answer.kind === 'unknown'
    return sites.filter(isMissing).length > 0
  }

  /** The ids that builds gave to the files of these frames, for servers that have their maps. */
  imagesOf(frames: readonly Frame[]): DebugImage[] {
    const { maps } = this.#options
    const images: DebugImage[] = []
    if (!maps) return images
    for (const code_file of new Set(frames.map(generatedFile))) {
      const debug_id = code_file === undefined ? undefined : maps.debugIdOf(code_file)
      if (debug_id !== undefined && code_file)
        images.push({ type: 'sourcemap', code_file, debug_id })
    }
    return images
  }

  /** Kept as soon as nothing more can be learned about it. */
  #frameOf(site: Site): Frame {
    if (site.frame) return site.frame
    const { facts, answer } = this.#draft(site)
    const frame = detached(this.#makeFrame(site, facts, answer))
    if (answer.kind === 'unknown') return frame
    site.frame = this.#keep(frame)
    return site.frame
  }

  #keep(made: Frame): Frame {
    const { fragments, seal } = this.#options
    const { frame, masked } = seal?.(made) ?? { frame: made, masked: [] }
    return fragments.keep(frame, masked)
  }

  /** The file of a site, and what its map says. */
  #draft({ place, ran, start }: Site): Draft {
    const { maps, rules } = this.#options
    const { file, line, column, function: name } = place
    if (file === undefined) return { facts: undefined, answer: NO_MAP }
    const facts = fileFacts(file, rules)
    const isOurs = facts.inApp && (ran || isScript(facts.absPath)) && isLocal(facts.absPath)
    if (!maps || !isOurs || line === undefined || column === undefined)
      return { facts, answer: NO_MAP }
    const asked = { file: facts.absPath, line, column, name, start: start ?? { line, column } }
    return { facts, answer: maps.ask(asked) }
  }

  #makeFrame({ place, ran }: Site, facts: FileFacts | undefined, answer: MapAnswer): Frame {
    const name = clip(place.function ?? '?', MAX_NAME)
    if (!facts) return { function: name, in_app: false }
    const { line, column, address } = place
    const readable = line !== undefined && (ran || isScript(facts.absPath))
    const generated = {
      ...placeFields(facts, name, line, column),
      in_app: facts.inApp && answer.kind !== 'glue',
      ...(address === undefined ? {} : { platform: 'native', instruction_addr: address }),
      ...(readable && answer.kind !== 'mapped'
        ? this.#options.sources?.around(facts.absPath, line, column ?? 1)
        : {}),
    }
    if (answer.kind === 'mapped') return this.#mappedFrame(answer, generated)
    const { why } = answer.kind === 'none' ? answer : {}
    return why === undefined ? generated : { ...generated, data: { sourcemap_error: why } }
  }

  /** The place people wrote. Where it was run stays with it. */
  #mappedFrame(mapped: MappedPlace, generated: Frame): Frame {
    const { rules } = this.#options
    const { file, line, column, isForeign, lines, map } = mapped
    const facts = fileFacts(file, rules)
    const { abs_path, lineno, colno, function: name } = generated
    return {
      ...placeFields(facts, clip(mapped.name ?? '?', MAX_NAME), line, column),
      in_app: facts.inApp && !isForeign,
      ...lines,
      data: {
        sourcemap: clip(shorten(map, rules.root), MAX_PATH),
        generated: {
          abs_path: abs_path ?? null,
          function: name ?? null,
          lineno: lineno ?? null,
          colno: colno ?? null,
        },
      },
    }
  }
}

/** What is known of a site before its frame is made. */
interface Draft {
  readonly facts: FileFacts | undefined
  readonly answer: MapAnswer
}

const NO_MAP: MapAnswer = { kind: 'none' }

function placeFields(
  { filename, absPath, module }: FileFacts,
  name: string,
  line: number | undefined,
  column: number | undefined,
): Frame {
  return {
    filename: clip(filename, MAX_PATH),
    abs_path: clip(absPath, MAX_PATH),
    function: name,
    ...(module === undefined ? {} : { module: clip(module, MAX_PATH) }),
    ...(line === undefined ? {} : { lineno: line }),
    ...(column === undefined ? {} : { colno: column }),
  }
}

/** The file that ran, whatever the frame shows. */
function generatedFile({ data, abs_path }: Frame): string | undefined {
  const generated = isRecord(data) ? data.generated : undefined
  const file = isRecord(generated) ? generated.abs_path : abs_path
  return typeof file === 'string' ? file : undefined
}

/** The same file, elsewhere in it. A tool that names another file has a map that we read ourselves. */
function isMoved(place: Place, told: Place): boolean {
  const { file, line, column } = told
  if (file === undefined || place.file === undefined || line === undefined) return false
  if (line === place.line && (column ?? place.column) === place.column) return false
  return localPath(file) === localPath(place.file)
}

/** A copy where there is something to show: the frame itself is shared by all events from its place. */
function withVars(frame: Frame, vars: JsonObject | undefined): Frame {
  return vars ? { ...frame, vars } : frame
}

/** A source line is a slice, and would keep its whole file in memory as long as the frame lives. */
function detached(frame: Frame): Frame {
  return JSON.parse(JSON.stringify(frame)) as Frame // what went in comes out
}
