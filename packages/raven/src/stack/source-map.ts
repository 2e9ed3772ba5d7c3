/**
 * A source map (ECMA-426), as far as frames need it: from a place in generated code to the place,
 * name and text it was made from.
 *
 * What comes in is a file that anybody may have written, so nothing in it is believed before it is
 * looked at; whatever is not as it should be is treated as absent.
 */

import { isRecord } from '../values/json-object.ts'
import { Mappings, type Origin, type Segment } from './mappings.ts'
import { startOfLine } from './source-lines.ts'

/** Where generated code came from. */
export interface OriginalPlace {
  /** As the map has it, behind its `sourceRoot`. */
  readonly source: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
  /** The text of the whole source, where the map brings it along. */
  readonly content: string | undefined
  /** The map says that this is somebody else's code. */
  readonly isIgnored: boolean
}

/** One map, of whatever kind. Lines and columns are 1-based. Never throws. */
export interface SourceMap {
  /** Undefined where the map names no source. */
  placeOf(line: number, column: number): OriginalPlace | undefined
  /** What the identifier that begins exactly here was called in its source. */
  nameAt(line: number, column: number): string | undefined
  /** The id that a build gave to the generated file and this map. */
  readonly debugId: string | undefined
  /** Whether it names a source for any place at all. */
  readonly isUsable: boolean
  /** Whether it ends in text that is no map, so that its silence means nothing. */
  readonly isBroken: boolean
}

/** A map from its JSON; undefined for what is none. */
export function readSourceMap(json: unknown): SourceMap | undefined {
  if (!isRecord(json)) return undefined
  if (Array.isArray(json.sections)) return new IndexedMap(json, json.sections)
  return typeof json.mappings === 'string' ? new PlainMap(json, json.mappings) : undefined
}

class PlainMap implements SourceMap {
  readonly debugId: string | undefined
  readonly #mappings: Mappings
  readonly #root: string
  readonly #sources: readonly unknown[]
  readonly #contents: readonly unknown[]
  readonly #names: readonly unknown[]
  readonly #ignored: readonly unknown[]

  constructor(json: Readonly<Record<string, unknown>>, mappings: string) {
    this.debugId = debugIdOf(json)
    this.#mappings = new Mappings(mappings)
    this.#root = typeof json.sourceRoot === 'string' ? json.sourceRoot : ''
    this.#sources = listOf(json.sources)
    this.#contents = listOf(json.sourcesContent)
    this.#names = listOf(json.names)
    this.#ignored = listOf(json.ignoreList ?? json.x_google_ignoreList)
  }

  get isUsable(): boolean {
    return this.#sources.length > 0 && this.#mappings.isUsable
  }

  get isBroken(): boolean {
    return this.#mappings.isBroken
  }

  placeOf(line: number, column: number): OriginalPlace | undefined {
    const origin = this.#find(line, column)?.origin
    const source = origin && this.#sources[origin.source]
    if (!origin || typeof source !== 'string' || origin.line < 0 || origin.column < 0)
      return undefined
    const content = this.#contents[origin.source]
    return {
      source: withRoot(this.#root, source),
      line: origin.line + 1,
      column: origin.column + 1,
      content: typeof content === 'string' ? content : undefined,
      isIgnored: this.#ignored.includes(origin.source),
    }
  }

  nameAt(line: number, column: number): string | undefined {
    const segment = this.#find(line, column)
    if (segment?.generatedColumn !== column - 1 || !segment.origin) return undefined
    const { source, name } = segment.origin
    const content = this.#contents[source]
    const written = typeof content === 'string' && identifierAt(content, segment.origin)
    if (typeof written === 'string') return written
    const said = name === undefined ? undefined : this.#names[name]
    return typeof said === 'string' && said !== '' ? said : undefined
  }

  #find(line: number, column: number): Segment | undefined {
    return this.#mappings.find(line - 1, column - 1)
  }
}

/** What stands in the source is surer than a list of names: not every tool fills it, some with names of their own. */
function identifierAt(content: string, { line, column }: Origin): string | undefined {
  const word = IDENTIFIER_HERE.exec(lineOf(content, line).slice(column, column + MAX_NAME))?.[0]
  return word === undefined || KEYWORDS.has(word) ? undefined : word
}

const MAX_NAME = 256
const IDENTIFIER_HERE = /^#?[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/
/** Where a declaration begins, for tools that map only that. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'async class const default export function get let new return set static var this'.split(' '),
)

/** One line of a text, 0-based; empty where it has no such line. */
export function lineOf(text: string, line: number): string {
  const start = startOfLine(text, line + 1)
  if (start === -1) return ''
  const end = text.indexOf('\n', start)
  return end === -1 ? text.slice(start) : text.slice(start, end)
}

/** The part of an indexed map from one place on; 0-based. */
interface Section {
  readonly line: number
  readonly column: number
  readonly map: SourceMap
}

/** Several maps, each for the generated code from some place on. */
class IndexedMap implements SourceMap {
  readonly debugId: string | undefined
  readonly #sections: readonly Section[]

  constructor(json: Readonly<Record<string, unknown>>, sections: readonly unknown[]) {
    this.debugId = debugIdOf(json)
    this.#sections = sections.flatMap((section) => sectionOf(section) ?? [])
  }

  get isUsable(): boolean {
    return this.#sections.some(({ map }) => map.isUsable)
  }

  get isBroken(): boolean {
    return this.#sections.some(({ map }) => map.isBroken)
  }

  placeOf(line: number, column: number): OriginalPlace | undefined {
    const found = this.#sectionAt(line, column)
    return found?.section.map.placeOf(found.line, found.column)
  }

  nameAt(line: number, column: number): string | undefined {
    const found = this.#sectionAt(line, column)
    return found?.section.map.nameAt(found.line, found.column)
  }

  #sectionAt(line: number, column: number) {
    const section = this.#sections.findLast(
      (one) => one.line < line - 1 || (one.line === line - 1 && one.column <= column - 1),
    )
    if (!section) return undefined
    const inner = line - section.line
    return { section, line: inner, column: inner === 1 ? column - section.column : column }
  }
}

/** The standard allows no sections within sections. */
function sectionOf(section: unknown): Section | undefined {
  if (!isRecord(section) || !isRecord(section.offset) || !isRecord(section.map)) return undefined
  const { line, column } = section.offset
  if (typeof line !== 'number' || typeof column !== 'number') return undefined
  const { mappings } = section.map
  return typeof mappings === 'string'
    ? { line, column, map: new PlainMap(section.map, mappings) }
    : undefined
}

function debugIdOf({ debugId, debug_id: older }: Readonly<Record<string, unknown>>) {
  return [debugId, older].map(asDebugId).find((id) => id !== undefined)
}

/** A debug id in the one form servers compare; undefined for what is none. */
export function asDebugId(id: unknown): string | undefined {
  return typeof id === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)
    ? id.toLowerCase()
    : undefined
}

function withRoot(root: string, source: string): string {
  if (root === '' || ROOTED.test(source)) return source
  return root.endsWith('/') ? root + source : `${root}/${source}`
}

/** A path from the root, a drive, or a URL. */
const ROOTED = /^(?:[/\\]|[A-Za-z][\w+.-]*:)/

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
