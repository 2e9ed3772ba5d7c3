/** Names with values, where a value may be any JSON of any size. */

import type { Json } from 'raven-ts/protocol'
import { counted, cut } from '../parts/words.ts'

const MAX_ROWS = 100
const MAX_NAME = 200
const MAX_INLINE = 90
/** Longer text is folded, and shown up to {@link MAX_TEXT}. */
const MAX_OPEN = 1_500
const MAX_TEXT = 20_000

/** A name and its value, as events have them. */
export type Entry = readonly [name: string, value: Json]

/** The entries of an object that hold something; none for `undefined`. */
export function entriesOf(
  object: { readonly [name: string]: Json | undefined } | undefined,
): readonly Entry[] {
  return Object.entries(object ?? {}).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  )
}

function Long({ text, what }: { readonly text: string; readonly what: string }) {
  const shown = <pre class="long">{cut(text, MAX_TEXT)}</pre>
  const cutNote = text.length > MAX_TEXT && (
    <p class="quiet">Cut here. The JSON of this page has all of it.</p>
  )
  if (text.length <= MAX_OPEN) return shown
  return (
    <details>
      <summary>{what}, show all</summary>
      {shown}
      {cutNote}
    </details>
  )
}

function Text({ text }: { readonly text: string }) {
  if (text === '') return <span class="quiet">(empty)</span>
  if (text.length <= MAX_OPEN) return <span class="text">{text}</span>
  return (
    <>
      <span class="text">{cut(text, MAX_INLINE)}</span>
      <Long text={text} what={counted(text.length, 'character')} />
    </>
  )
}

/** Any JSON, as compact as it stays readable. */
export function Value({ value }: { readonly value: Json }) {
  if (typeof value === 'string') return <Text text={value} />
  const flat = JSON.stringify(value)
  if (flat.length <= MAX_INLINE) return <code class="text">{flat}</code>
  const size = Array.isArray(value)
    ? counted(value.length, 'item')
    : counted(Object.keys(value ?? {}).length, 'key')
  return <Long text={JSON.stringify(value, null, 2)} what={size} />
}

/** A list of names and values; of more than 100, the first 100 and how many there are. */
export function Values({ entries }: { readonly entries: readonly Entry[] }) {
  const left = entries.length - MAX_ROWS
  return (
    <>
      <dl class="values">
        {entries.slice(0, MAX_ROWS).map(([name, value]) => (
          <div>
            <dt>{cut(name, MAX_NAME)}</dt>
            <dd>
              <Value value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {left > 0 && <p class="quiet">{counted(left, 'more value')}: see the JSON of this page.</p>}
    </>
  )
}
