/** Reads the layers from the section "Who may import whom" of ARCHITECTURE.md. */

const SECTION = '## Who may import whom'

/** The lines below a heading, up to the next one of the same or a higher level. */
function sectionLines(markdown, heading) {
  const lines = markdown.split('\n')
  const start = lines.indexOf(heading)
  if (start === -1) throw new Error(`ARCHITECTURE.md has no section "${heading}"`)
  const level = heading.indexOf(' ')
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => /^#{1,6} /.test(line) && line.indexOf(' ') <= level)
  return end === -1 ? rest : rest.slice(0, end)
}

/** What stands in backticks. */
function quoted(text) {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1])
}

/** What stands between commas and not in backticks. */
function plain(text) {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('`'))
}

function readRow(line) {
  const [name, files, imports] = line.split('|').slice(1, 4)
  return {
    name: name.trim(),
    files: quoted(files),
    layers: plain(imports),
    packages: quoted(imports),
  }
}

/** Gives every layer the set of layers it may import: itself, those named, and theirs in turn. */
function close(rows) {
  const reach = new Map()
  for (const row of rows) {
    const allowed = new Set([row.name])
    for (const name of row.layers) {
      const below = reach.get(name)
      if (below === undefined) {
        throw new Error(`ARCHITECTURE.md: ${row.name} may import ${name}, which no row above names`)
      }
      for (const layer of below) allowed.add(layer)
    }
    reach.set(row.name, allowed)
  }
  return rows.map((row) => ({ ...row, allowed: reach.get(row.name) }))
}

function readPackage(lines) {
  const heading = lines[0]
  const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| layer'))
  const neutral = lines.find((line) => line.startsWith('Neutral:')) ?? ''
  return {
    folder: quoted(heading)[0],
    // Only the first sentence lists files; what follows explains.
    neutral: quoted(neutral.split('. ')[0]),
    layers: close(rows.map(readRow)),
  }
}

/**
 * The tables of a text, one for each `### \`folder\`` below the section.
 *
 * Each has `folder`, `neutral` (files that must not reach `node:`), and `layers`, in order, with
 * `name`, `files`, `packages`, and `allowed` (names of layers). Throws where a row cannot be read.
 */
export function readLayerTables(markdown) {
  const lines = sectionLines(markdown, SECTION)
  const starts = lines.flatMap((line, at) => (line.startsWith('### `') ? [at] : []))
  if (starts.length === 0) throw new Error('ARCHITECTURE.md has no layer table')
  return starts.map((start, at) => readPackage(lines.slice(start, starts[at + 1])))
}
