/** What a map says of one place of generated code. */

import type { CodePosition } from './code-text.ts'
import { decoded, type LoadedMap, type MapFiles } from './map-files.ts'
import { originalName } from './map-names.ts'
import { isScript, linesInText, sourceText, type SourceLines } from './source-lines.ts'
import { lineOf, type OriginalPlace } from './source-map.ts'
import { sourcePath } from './source-urls.ts'

/** A place of generated code. */
export interface GeneratedPlace extends CodePosition {
  /** The path of its file. */
  readonly file: string
  /** As the engine names it; undefined where it has none. */
  readonly name: string | undefined
  /** Where its function begins; the place itself where the engine does not say. */
  readonly start: CodePosition
}

/** What is known of it. */
export type MapAnswer =
  /** The map was not read yet. */
  | { readonly kind: 'unknown' }
  /** There is no map, or none that can be used: then `why` says so. */
  | { readonly kind: 'none'; readonly why?: MapFault }
  /** Written by the tool that made the file, and by nobody else. */
  | { readonly kind: 'glue'; readonly map: string }
  | MappedPlace

/** Why a map is not used. */
export type MapFault = 'map_too_large' | 'map_broken'

/** Where it came from. */
export interface MappedPlace extends CodePosition {
  readonly kind: 'mapped'
  /** A path, or an address where no path can be told. */
  readonly file: string
  readonly name: string | undefined
  /** Somebody else's code. */
  readonly isForeign: boolean
  /** From the map; undefined where only the disk has them. */
  readonly lines: SourceLines | undefined
  /** The file that holds the map. */
  readonly map: string
}

/** Asks a map. `root` is the folder that bundlers count from. */
export function askMap(
  { map, code, path }: LoadedMap,
  { line, column, name, start }: GeneratedPlace,
  root: string,
  files: MapFiles,
): MapAnswer {
  const found = map.placeOf(line, column)
  if (!found)
    return map.isBroken ? { kind: 'none', why: 'map_broken' } : { kind: 'glue', map: path }
  const address = sourcePath(found.source, path, root)
  const file = address === undefined ? undefined : existing(address, files)
  const text = found.content ?? fromDisk(file, files)
  const at = { line: found.line, column: calleeColumn(found, text) }
  return {
    kind: 'mapped',
    file: file ?? found.source,
    ...at,
    name: name === undefined ? undefined : originalName(name, start, code, map),
    isForeign: found.isIgnored || file === undefined,
    lines: text === undefined ? undefined : linesInText(text, at.line, at.column),
    map: path,
  }
}

/** A map may name any file of this machine; only what looks like a program's source is shown. */
function fromDisk(file: string | undefined, { readText }: MapFiles): string | undefined {
  return file !== undefined && isScript(file) ? sourceText(file, readText) : undefined
}

/**
 * `charge(x)` is compiled to `(0, cart.charge)(x)` where modules become objects, and engines place that
 * call at its last parenthesis; in the source they would place it at the name.
 */
function calleeColumn({ line, column }: OriginalPlace, text: string | undefined): number {
  if (text === undefined) return column
  const before = lineOf(text, line - 1).slice(0, column)
  const callee = /([\w$\u0080-\uffff]+)\($/.exec(before.slice(-MAX_CALLEE))?.[1]
  return column - (callee?.length ?? 0)
}

const MAX_CALLEE = 256

/** Some tools write addresses, some write paths: where the one names no file, it is the other. */
function existing(path: string, { fileSize }: MapFiles): string {
  if (!path.includes('%') || fileSize(path) !== undefined) return path
  return decoded(path)
}
