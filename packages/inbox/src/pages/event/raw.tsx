/** The event as it came. */

import type { Json } from 'raven-ts/protocol'
import { cut, number } from '../parts/words.ts'

const MAX_TEXT = 100_000

interface RawProps {
  /** As it came. */
  readonly event: Json
  /** Where all of it is, as JSON alone. */
  readonly twin: string
}

/** Folded, up to 100,000 characters, with a link to all of it. */
export function Raw({ event, twin }: RawProps) {
  const text = JSON.stringify(event, null, 2)
  return (
    <>
      <details>
        <summary>{`${number(text.length)} characters`}</summary>
        <pre class="long raw">{cut(text, MAX_TEXT)}</pre>
      </details>
      <p>
        <a href={twin} rel="alternate" type="application/json">
          Open as JSON
        </a>
      </p>
    </>
  )
}
