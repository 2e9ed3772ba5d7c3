/**
 * Takes the modules of Node that a file imports from Node itself.
 *
 * For an `import` Node makes a module with every export of, say, `node:fs`, and reads each: which loads
 * all of its streams, for 2 of the milliseconds that a client has to start in. Asked for by name, a
 * module that Node has loaded already costs nothing.
 */
import { parseSync } from 'oxc-parser'

/** The names a statement imports, as a pattern takes them apart; undefined where it wants the whole module. */
function patternOf({ entries }) {
  if (entries.length === 0 || entries.some(({ importName }) => importName.kind !== 'Name')) return
  return entries.map(({ importName, localName }) => `${importName.name}:${localName.value}`)
}

/** The same code, with `process.getBuiltinModule` for `import … from 'node:…'`. */
export function takeBuiltins(file, code) {
  const patterns = new Map()
  let rest = code
  for (const found of parseSync(file, code).module.staticImports.toReversed()) {
    const { value: specifier } = found.moduleRequest
    const pattern = specifier.startsWith('node:') ? patternOf(found) : undefined
    if (pattern === undefined) continue
    patterns.set(specifier, [...(patterns.get(specifier) ?? []), ...pattern])
    rest = rest.slice(0, found.start) + rest.slice(found.end)
  }
  const taken = [...patterns].map(
    ([specifier, names]) => `const{${names}}=process.getBuiltinModule("${specifier}");`,
  )
  return taken.join('') + rest
}
