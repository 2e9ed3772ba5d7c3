/**
 * Checks every import of the sources against the tables in ARCHITECTURE.md, "Who may import whom".
 */
import { readFile, readdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { scanImports } from './layers/imports.mjs'
import {
  forbiddenImports,
  importCycles,
  neutralFaults,
  staleNames,
  targetOf,
  unnamedFiles,
} from './layers/rules.mjs'
import { readLayerTables } from './layers/table.mjs'
import { Fault, program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

const HELP = `node tools/layers.mjs [root]

Checks every import in packages/*/src against the tables of ARCHITECTURE.md, "Who may import whom".
Prints one line for each fault: file:line, what, and what to do. Exit code 1 if there is one.

  --help   this text`

/** The imports of every source file of a folder. */
async function readGraph(folder) {
  const entries = existsSync(folder) ? await readdir(folder, { recursive: true }) : []
  const files = entries
    .map((file) => file.split(sep).join('/'))
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .sort()
  const graph = new Map()
  for (const file of files) {
    const imports = scanImports(file, await readFile(join(folder, file), 'utf8'))
    graph.set(
      file,
      imports.map((found) => ({ ...found, target: targetOf(file, found.specifier) })),
    )
  }
  return graph
}

async function readTables(root) {
  return readLayerTables(await readFile(join(root, 'ARCHITECTURE.md'), 'utf8'))
}

/** What the tables name and nobody has written, or somebody has removed, as lines for people. */
export async function checkNames(root = ROOT) {
  const lines = []
  for (const table of await readTables(root)) {
    const names = staleNames(await readGraph(join(root, table.folder)), table)
    lines.push(
      ...names.map((name) => `ARCHITECTURE.md names ${table.folder}/${name}, which does not exist`),
    )
  }
  return lines
}

/** Every fault of the workspace in `root`, as lines for people, sorted by file and line. */
export async function checkLayers(root = ROOT) {
  const lines = []
  for (const table of await readTables(root)) {
    const graph = await readGraph(join(root, table.folder))
    const faults = [
      ...unnamedFiles(graph, table),
      ...forbiddenImports(graph, table),
      ...neutralFaults(graph, table),
      ...importCycles(graph),
    ]
    faults.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
    lines.push(...faults.map(({ file, line, text }) => `${table.folder}/${file}:${line} ${text}`))
  }
  return lines
}

await program(import.meta.url, {
  help: HELP,
  async run(_, [root]) {
    const faults = [...(await checkLayers(root)), ...(await checkNames(root))]
    if (faults.length > 0) throw new Fault(faults.join('\n'))
    console.log('layers: every import points down')
  },
})
