/**
 * Writes what a file imports from one module in one statement.
 *
 * A bundler keeps a statement for each of the sources it has joined.
 */
import { parseSync } from 'oxc-parser'

const NAMED = /^import\{([^}]+)\}from("[^"]+");?$/

/** The same code; imports are hoisted, so it means nothing where those that are gone stood. */
export function mergeImports(file, code) {
  const names = new Map()
  const places = parseSync(file, code).program.body.flatMap(({ start, end }) => {
    const [, named, from] = NAMED.exec(code.slice(start, end)) ?? []
    if (from === undefined) return []
    const isFirst = !names.has(from)
    names.set(from, [...(names.get(from) ?? []), named])
    return [{ start, end, from, isFirst }]
  })
  const pieces = []
  let at = 0
  for (const { start, end, from, isFirst } of places) {
    pieces.push(code.slice(at, start))
    if (isFirst) pieces.push(`import{${names.get(from).join(',')}}from${from};`)
    at = end
  }
  return [...pieces, code.slice(at)].join('')
}
