/** The tables of a page, cell by cell. */

/** A row: its cells as they are written. */
export type Row = readonly string[]

/** The rows of every table below a heading, or of all of a page; heads and rules are left out. */
export function tableRows(markdown: string, heading?: string): Row[] {
  const lines = (heading === undefined ? markdown : section(markdown, heading)).split('\n')
  return lines
    .filter((line, at) => line.startsWith('|') && !isRule(line) && !isRule(lines[at + 1] ?? ''))
    .map(cellsOf)
}

/** What stands in backticks, in order. */
export function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

function section(markdown: string, heading: string): string {
  const parts = markdown.split(/^## /m)
  const found = parts.find((part) => part.startsWith(`${heading}\n`))
  if (found === undefined) throw new Error(`the page has no heading "${heading}"`)
  return found
}

function isRule(line: string): boolean {
  return /^\|(?:-+\|)+$/.test(line)
}

function cellsOf(line: string): Row {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
}
