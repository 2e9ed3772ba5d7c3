/**
 * What a function was called before a minifier renamed it.
 *
 * The engine tells the name it knows, and where the function begins. A map names identifiers, not
 * functions. So the engine's name is looked for where functions are named, and the map is asked about
 * exactly that identifier: a name that was not renamed has no answer there, and stays.
 */

import type { SourceMap } from './source-map.ts'
import type { CodePosition, CodeText } from './code-text.ts'

/** How far a function's name may stand from where the engine says it begins. */
const NEAR = 200
const IDENTIFIER = /^[\w$\u0080-\uffff]+$/
/** What a stack prints in front of the last dot: the class or object a method was called on. */
const WORDS = /^((?:get |set )?)((?:[^.[\] ]+\.)*)([^.[\] ]+)( \[as [^\]]*\])?$/

/** The name as it was written, for the name that a stack gives. */
export function originalName(
  name: string,
  start: CodePosition,
  code: CodeText,
  map: SourceMap,
): string {
  const words = WORDS.exec(name)
  if (!words) return name
  const [, kind = '', owners = '', own = '', alias = ''] = words
  const at = code.offsetOf(start)
  const finder = { code, map, at }
  const path = owners.split('.').slice(0, -1)
  const renamed = [...path.map((owner) => ownerName(owner, finder)), ownName(own, finder)].join('.')
  return kind + renamed + alias
}

/** Code, its map, and the offset to look around. */
interface Finder {
  readonly code: CodeText
  readonly map: SourceMap
  readonly at: number
}

/**
 * The identifier a function is named by stands behind `function`, or is where a method begins, or is
 * what an arrow function is assigned to.
 */
function ownName(name: string, finder: Finder): string {
  if (!IDENTIFIER.test(name)) return name
  const { code, at } = finder
  const found = code
    .identifiers(name, at - NEAR, at + NEAR)
    .filter((offset) => isNaming(offset, finder, name))
    .at(-1)
  const written = found === undefined ? undefined : nameAt(found, finder)
  return written ?? className(name, finder) ?? name
}

function isNaming(offset: number, { code, at }: Finder, name: string): boolean {
  if (offset >= at) return FUNCTION.test(code.slice(at, offset))
  return ASSIGNED.test(code.slice(offset + name.length, offset + name.length + MAX_ASSIGNED))
}

/** From where a function begins to its name. */
const FUNCTION = /^(?:async\s+)?(?:(?:function|get|set)\b\s*)?\*?\s*$/
/** `=` or `:` behind a name, and no comparison. */
const ASSIGNED = /^\s*(?::|=(?![=>]))/
const MAX_ASSIGNED = 8

function ownerName(name: string, finder: Finder): string {
  return (IDENTIFIER.test(name) && className(name, finder)) || name
}

/** The class of that name that begins last before the function; else the first one behind it. */
function className(name: string, finder: Finder): string | undefined {
  let found: string | undefined
  for (const offset of finder.code.declarations(name)) {
    if (offset > finder.at && found !== undefined) break
    found = nameAt(offset, finder) ?? found
  }
  return found
}

function nameAt(offset: number, { code, map }: Finder): string | undefined {
  const { line, column } = code.positionOf(offset)
  return map.nameAt(line, column)
}
