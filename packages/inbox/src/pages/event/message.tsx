/** A logged message: the finished text, and the template and parameters it was made from. */

import type { Event, LogEntry } from 'raven-ts/protocol'
import { cut } from '../parts/words.ts'
import { type Entry, Values, entriesOf } from './values.tsx'

const MAX_TEXT = 8_192

/** The message of an event, from whichever field a client put it in. */
export function messageOf(event: Event): LogEntry | undefined {
  const entry = event.logentry ?? event.message
  return typeof entry === 'string' ? { formatted: entry } : entry
}

function paramEntries(params: LogEntry['params']): readonly Entry[] {
  if (params === undefined) return []
  if (!isList(params)) return entriesOf(params)
  return params.map((value, index): Entry => [String(index + 1), value])
}

function isList(
  params: NonNullable<LogEntry['params']>,
): params is Extract<typeof params, readonly unknown[]> {
  return Array.isArray(params)
}

/** Text, template and parameters; the template only where it differs from the text. */
export function Message({ entry }: { readonly entry: LogEntry }) {
  const text = entry.formatted ?? entry.message ?? ''
  const template = entry.message !== undefined && entry.message !== text ? entry.message : ''
  const params = paramEntries(entry.params)
  return (
    <>
      <pre class="long">{cut(text, MAX_TEXT)}</pre>
      {template !== '' && (
        <>
          <h3>Template</h3>
          <pre class="long">{cut(template, MAX_TEXT)}</pre>
        </>
      )}
      {params.length > 0 && (
        <>
          <h3>Parameters</h3>
          <Values entries={params} />
        </>
      )}
    </>
  )
}
