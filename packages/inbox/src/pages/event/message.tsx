/** A logged message: the finished text, and the template and parameters it was made from. */

import type { LogEntry, NormalEvent } from 'raven-ts/protocol'
import { cut } from '../parts/words.ts'
import { type Entry, Values, entriesOf } from './values.tsx'

const MAX_TEXT = 8_192

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

interface MessageParts {
  /** The text, where it says more than the page's title. */
  readonly text: string
  /** The template, where it differs from the text. */
  readonly template: string
  readonly params: readonly Entry[]
}

/** What is left to say of a message below a title; undefined when the title says it all. */
export function messageParts(
  { logentry: entry }: NormalEvent,
  title: string,
): MessageParts | undefined {
  if (entry === undefined) return undefined
  const full = entry.formatted ?? entry.message ?? ''
  const text = full.trim() === title ? '' : full
  const template = entry.message === full ? '' : (entry.message ?? '')
  const params = paramEntries(entry.params)
  return text === '' && template === '' && params.length === 0
    ? undefined
    : { text, template, params }
}

/** Text, template and parameters. */
export function Message({ text, template, params }: MessageParts) {
  return (
    <>
      {text !== '' && <pre class="long">{cut(text, MAX_TEXT)}</pre>}
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
