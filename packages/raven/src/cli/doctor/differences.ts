/** Where a run with a client differs from one without. */

import type { Run } from './run-way.ts'
import type { Limit } from './ways.ts'

/** What we say where no file may be written; see `docs/harmless.md`. */
const NO_SPOOL = /^raven: (?:events are kept in memory only|an event was lost).*\n/gm
/** An event with one more listener goes out from another line of Node's. */
const EMIT = /node:events:\d+:\d+/g
/** Node's excerpt of the source above a fatal error: place, line, pointer, empty line. */
const EXCERPT = /^[^\n]+:\d+\n[^\n]*\n *\^+\n\n?/

/** One line for each difference, or none. `limit` is the one difference that is allowed. */
export function differences(bare: Run, run: Run, limit: Limit | undefined): readonly string[] {
  const [left, right] = [comparable(bare, limit), comparable(run, limit)]
  return [
    ...told('exit code', left.code, right.code),
    ...told('signal', left.signal, right.signal),
    ...toldText('stdout', left.stdout, right.stdout),
    ...toldText('stderr', left.stderr, right.stderr),
  ]
}

/** What a limit takes out of stderr. */
const ALLOWED: Readonly<Record<Limit, RegExp>> = {
  excerpt: EXCERPT,
  'frame of emit': EMIT,
  'no spool': NO_SPOOL,
}

function comparable(run: Run, limit: Limit | undefined): Run {
  return limit === undefined ? run : { ...run, stderr: run.stderr.replace(ALLOWED[limit], '') }
}

function told(what: string, without: unknown, withIt: unknown): string[] {
  return without === withIt ? [] : [`${what}: ${String(without)} without, ${String(withIt)} with`]
}

/** The first lines that differ. */
function toldText(what: string, without: string, withIt: string): string[] {
  if (without === withIt) return []
  const [left, right] = [without.split('\n'), withIt.split('\n')]
  const at = left.findIndex((line, index) => line !== right[index])
  const line = at < 0 ? left.length : at
  const shown = (text: string | undefined) =>
    text === undefined ? 'nothing' : JSON.stringify(text)
  return [`${what}, line ${line + 1}: ${shown(left[line])} without, ${shown(right[line])} with`]
}
