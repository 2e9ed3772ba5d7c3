/** `raven-ts spool list`: a table of what waits. */

import { parseArgs } from 'node:util'

import { listSpool, type SpoolEntry } from 'raven-ts/node'

const HEADINGS = ['ID', 'CAPTURED', 'BYTES', 'STATE', 'EVENT'] as const
const TITLE_WIDTH = 60

/** Throws for words that make no sense. */
export function runSpoolList(words: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  })
  if (positionals.length > 1) throw new TypeError('list takes one DSN at most.')
  const entries = listSpool({ dsn: positionals[0] })
  process.stdout.write(values.json ? json(entries) : table(entries))
  return 0
}

function json(entries: readonly SpoolEntry[]): string {
  return `${JSON.stringify(entries, undefined, 2)}\n` // functions are left out
}

function table(entries: readonly SpoolEntry[]): string {
  if (entries.length === 0) return 'Nothing waits.\n'
  const rows = [HEADINGS, ...entries.map(row)]
  const widths = HEADINGS.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return `${rows.map(line).join('\n')}\n`
}

function row({ id, time, bytes, state, inUse, title, ...entry }: SpoolEntry): readonly string[] {
  const captured = new Date(time).toISOString().slice(0, 19).replace('T', ' ')
  const visible = title.replaceAll(/\p{Cc}/gu, ' ').slice(0, TITLE_WIDTH)
  const times = entry.occurrences > 1 ? ` (${entry.occurrences} times)` : ''
  return [id, captured, `${bytes}`, inUse ? 'in use' : state, visible + times]
}
