/**
 * Where the map of a generated file is, and reading it.
 *
 * The file's last lines name it: `//# sourceMappingURL=` and an address. Only this machine's disk is
 * read, and of it only what ends in `.map`: the line is text like any other, and must not make us
 * read what nobody meant to show. Without such a line, or where its address leads elsewhere, the map
 * is looked for beside the file, where builds with hidden maps leave it.
 */

import { decodeBase64 } from '../protocol/base64.ts'
import { CodeText } from './code-text.ts'
import { asDebugId, readSourceMap, type SourceMap } from './source-map.ts'
import { resolvePath } from './source-urls.ts'

/** The disk, as far as maps need it. Nothing here throws. */
export interface MapFiles {
  /** Bytes of a plain file; undefined for what is none. */
  readonly fileSize: (path: string) => number | undefined
  /** When it was written last, in milliseconds. */
  readonly writtenAt: (path: string) => number | undefined
  /** Its last bytes, as text. */
  readonly readEnd: (path: string, bytes: number) => string | undefined
  readonly readText: (path: string, maxBytes: number) => string | undefined
  /** The map the runtime itself has of a file it runs: its JSON. */
  readonly runtimeMap?: (path: string) => unknown
  /** Ids that builds gave to loaded files, by the text of a stack taken in each. */
  readonly debugIds?: () => unknown
}

/** What is known of a file before its map is read. */
export interface FoundMap {
  /** The generated file. */
  readonly file: string
  /** Where the map is: a file, the generated file itself, or the runtime; undefined where there is none. */
  readonly at: { readonly kind: 'beside' | 'inline' | 'runtime'; readonly path: string } | undefined
  /** Bytes to read and to parse. */
  readonly bytes: number
  /** As the file's own last line has it. */
  readonly debugId: string | undefined
}

/** A map, with the code it is about. */
export interface LoadedMap {
  readonly map: SourceMap
  readonly code: CodeText
  /** The file that holds the map; what its sources are relative to. */
  readonly path: string
  readonly bytes: number
}

const END_BYTES = 4096
const ADDRESS = /^[ \t]*\/[/*][#@][ \t]*sourceMappingURL=([^\s*]+)/gm
const DEBUG_ID = /^[ \t]*\/\/[#@][ \t]*debugId=([\da-f-]{36})/im
const MAP_FILE = /\.map$/i

/** Finds the map of a file, by a look at the file's end. */
export function findMap(file: string, files: MapFiles): FoundMap {
  if (files.runtimeMap?.(file) !== undefined)
    return { file, at: { kind: 'runtime', path: file }, bytes: 0, debugId: undefined }
  const end = files.readEnd(file, END_BYTES) ?? ''
  const size = files.fileSize(file) ?? 0
  const debugId = asDebugId(DEBUG_ID.exec(end)?.[1])
  const address = lastAddress(end)
  if (address?.startsWith('data:') || (address === undefined && isMidAddress(end, size)))
    return { file, at: { kind: 'inline', path: file }, bytes: size, debugId }
  for (const path of candidates(file, address)) {
    const bytes = files.fileSize(path)
    if (bytes === undefined) continue
    return { file, at: { kind: 'beside', path }, bytes: bytes + size, debugId }
  }
  return { file, at: undefined, bytes: 0, debugId }
}

/** Reads and parses; undefined for what is no map. */
export function loadMap({ file, at, bytes }: FoundMap, files: MapFiles): LoadedMap | undefined {
  if (!at) return undefined
  const code = files.readText(file, bytes || MAX_CODE) ?? ''
  const map = readSourceMap(
    at.kind === 'runtime' ? files.runtimeMap?.(file) : mapJson(at, code, files),
  )
  return map?.isUsable ? { map, code: new CodeText(code), path: at.path, bytes } : undefined
}

/** A runtime that has the map had room for the code. */
const MAX_CODE = 8 * 1024 * 1024
const MAX_MAP = 64 * 1024 * 1024

function mapJson(at: { kind: string; path: string }, code: string, files: MapFiles): unknown {
  const text =
    at.kind === 'inline' ? dataText(lastAddress(code) ?? '') : files.readText(at.path, MAX_MAP)
  try {
    // some servers begin JSON with a line that no script can run
    return JSON.parse((text ?? '').replace(/^\)\]\}'?[^\n]*\n/, ''))
  } catch {
    return undefined // what is no JSON is no map
  }
}

function dataText(address: string): string | undefined {
  const comma = address.indexOf(',')
  if (!address.startsWith('data:') || comma === -1) return undefined
  const data = address.slice(comma + 1)
  try {
    if (!address.slice(0, comma).endsWith(';base64')) return decodeURIComponent(data)
    return new TextDecoder().decode(decodeBase64(new TextEncoder().encode(data)))
  } catch {
    return undefined // what cannot be decoded is no map
  }
}

function lastAddress(text: string): string | undefined {
  return [...text.matchAll(ADDRESS)].at(-1)?.[1]
}

/** An address that begins before what was read: a long piece without a blank. */
function isMidAddress(end: string, size: number): boolean {
  return size > END_BYTES && /^\S{1000}/.test(end)
}

/** The address as a path, as written and decoded; then beside the file. */
function candidates(file: string, address: string | undefined): string[] {
  const beside = `${file}.map`
  const plain = address?.split(/[?#]/, 1)[0]
  if (plain === undefined || !MAP_FILE.test(plain)) return [beside]
  const paths = [plain, decoded(plain)].map((path) => resolvePath(file, path))
  return [...paths, beside].filter((path) => path !== undefined)
}

/** Percent signs undone; as it is where they are none. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
