/** What `raven-ts doctor` found, for people. */

import type { Check } from './check.ts'
import { SETTINGS, type MatrixRow } from './matrix.ts'

const GAP = '  '

/** Lines of cells, each column as wide as its widest cell. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const cells of rows)
    for (const [at, cell] of cells.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  return rows
    .map((cells) =>
      cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** The configuration, a line for each check. */
export function checksTable(checks: readonly Check[]): string {
  return aligned(checks.map(({ name, verdict, says }) => [verdict, name, says]))
}

/** The matrix, a line for each way; below it what differs, if anything does. */
export function matrixTable(rows: readonly MatrixRow[]): string {
  const heads = SETTINGS.map(({ stage, server }) => `${stage}, ${server}`)
  const table = aligned([
    ['a program that ends by', 'without', ...heads],
    ...rows.map(({ way, ends, limit, settings }) => [
      way,
      ends,
      ...settings.map(({ differences }) => wordFor(differences, limit)),
    ]),
  ])
  return `${table}${limitLines(rows)}${differenceLines(rows)}`
}

function wordFor(differences: readonly string[], limit: string | undefined): string {
  if (differences.length > 0) return 'DIFFERS'
  return limit === undefined ? 'same' : 'same *'
}

function limitLines(rows: readonly MatrixRow[]): string {
  const limits = new Set(rows.flatMap(({ limit }) => limit ?? []))
  return limits.size === 0
    ? ''
    : `\n* but for a limit that docs/harmless.md names: ${[...limits].join(', ')}\n`
}

function differenceLines(rows: readonly MatrixRow[]): string {
  const lines = rows.flatMap(({ way, settings }) =>
    settings.flatMap(({ stage, server, differences }) =>
      differences.map((line) => `${way}, ${stage}, ${server}\n    ${line}\n`),
    ),
  )
  return lines.length === 0 ? '' : `\n${lines.join('')}`
}
