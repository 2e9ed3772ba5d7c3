/**
 * The rules of the layer tables, each over one package.
 *
 * A graph is a map from a file (its path below the source folder) to its imports; an import that stays
 * inside has `target`, another file of the graph.
 */
import { posix } from 'node:path'

/** The row a file belongs to: the most precise one that names it. */
export function layerOf(file, layers) {
  let best
  let length = -1
  for (const layer of layers) {
    for (const pattern of layer.files) {
      const fits = pattern.endsWith('/') ? file.startsWith(pattern) : file === pattern
      if (fits && pattern.length > length) [best, length] = [layer, pattern.length]
    }
  }
  return best
}

/** Whether a specifier is what a row names: `hono`, or `hono/*`. */
export function fitsPattern(specifier, pattern) {
  return pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern
}

/** The file that a relative specifier means; `?text` and `?source` are not part of its name. */
export function targetOf(file, specifier) {
  if (specifier === undefined || !specifier.startsWith('.')) return undefined
  return posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ''))
}

/** Files that no row names. */
export function unnamedFiles(graph, table) {
  return [...graph.keys()]
    .filter((file) => layerOf(file, table.layers) === undefined)
    .map((file) => ({
      file,
      line: 1,
      text: 'no layer names this file; add it to a row of ARCHITECTURE.md, "Who may import whom"',
    }))
}

/** What rows name that is not there. */
export function staleNames(graph, table) {
  const files = [...graph.keys()]
  const isThere = (name) =>
    name.endsWith('/') ? files.some((file) => file.startsWith(name)) : graph.has(name)
  return table.layers
    .flatMap((layer) => layer.files)
    .concat(table.neutral)
    .filter((name) => !isThere(name))
}

function judgeInside(found, layer, table) {
  const target = layerOf(found.target, table.layers)
  if (target === undefined && layer.packages.includes(found.target)) return undefined
  if (target === undefined) {
    return `imports ${found.specifier}, which is outside every layer; import it by package name, or name its layer`
  }
  if (layer.allowed.has(target.name)) return undefined
  return `${layer.name} may not import ${target.name} (${found.specifier}); move what both need into a layer below, or pass it in`
}

function judgeOutside(found, layer) {
  if (found.specifier === undefined) {
    return 'imports something computed; write the specifier out, so that this check can read it'
  }
  if (layer.packages.some((pattern) => fitsPattern(found.specifier, pattern))) return undefined
  const may = layer.packages.length === 0 ? 'no package' : `only ${layer.packages.join(', ')}`
  return `${layer.name} may not import ${found.specifier}; by package name it may import ${may}`
}

/** Imports that the table does not allow. */
export function forbiddenImports(graph, table) {
  const faults = []
  for (const [file, imports] of graph) {
    const layer = layerOf(file, table.layers)
    if (layer === undefined) continue
    for (const found of imports) {
      const text =
        found.target === undefined ? judgeOutside(found, layer) : judgeInside(found, layer, table)
      if (text !== undefined) faults.push({ file, line: found.line, text })
    }
  }
  return faults
}

/** How the neutral files reach each file they reach: a map from file to the chain that leads there. */
function reach(graph, roots) {
  const chains = new Map(roots.filter((file) => graph.has(file)).map((file) => [file, [file]]))
  for (const [file, chain] of chains) {
    for (const found of graph.get(file) ?? []) {
      const followed = found.target !== undefined && !found.specifier.includes('?')
      if (!followed || chains.has(found.target)) continue
      chains.set(found.target, [...chain, found.target])
    }
  }
  return chains
}

/** Imports of `node:` that a neutral entry, or a script for browsers, would bring along. */
export function neutralFaults(graph, table) {
  const scripts = [...graph.keys()].filter((file) => file.endsWith('.client.ts'))
  const faults = []
  for (const [file, chain] of reach(graph, [...table.neutral, ...scripts])) {
    for (const found of graph.get(file) ?? []) {
      if (found.guarded || !found.specifier?.startsWith('node:')) continue
      const text = `${found.specifier} is reached by ${chain[0]}, which must run without Node (${chain.join(' → ')}); take it from the Runtime object`
      faults.push({ file, line: found.line, text })
    }
  }
  return faults
}

/** One fault for each cycle, told at its first file by name. */
export function importCycles(graph) {
  const done = new Set()
  const faults = []
  const visit = (file, path) => {
    const at = path.indexOf(file)
    if (at !== -1) return void faults.push(cycleFault(graph, path.slice(at)))
    if (done.has(file)) return
    for (const { target } of graph.get(file) ?? []) {
      if (target !== undefined) visit(target, [...path, file])
    }
    done.add(file)
  }
  for (const file of [...graph.keys()].sort()) visit(file, [])
  return faults
}

function cycleFault(graph, cycle) {
  const first = cycle.indexOf(cycle.toSorted()[0])
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)]
  const [file, next = file] = turned
  const line = graph.get(file).find(({ target }) => target === next).line
  const text = `imports in a circle: ${[...turned, file].join(' → ')}; move what they share into a file below both`
  return { file, line, text }
}
