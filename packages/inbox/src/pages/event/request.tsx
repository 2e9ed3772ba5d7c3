/** The HTTP request during which it happened. */

import type { Json, NormalRequest } from 'raven-ts/protocol'
import { webAddress } from '../links.ts'
import { cut } from '../parts/words.ts'
import { type Entry, Value, Values, entriesOf } from './values.tsx'

const MAX_URL = 2_000

function Part({ name, entries }: { readonly name: string; readonly entries: readonly Entry[] }) {
  if (entries.length === 0) return <></>
  return (
    <>
      <h3>{name}</h3>
      <Values entries={entries} />
    </>
  )
}

/** A body that is JSON in a string, as what it says. */
function readBody(data: Json): Json {
  if (typeof data !== 'string' || !/^\s*[[{]/.test(data)) return data
  try {
    return JSON.parse(data) as Json
  } catch {
    // It only looked like JSON: then it is text, and shown as such.
    return data
  }
}

function Address({ request }: { readonly request: NormalRequest }) {
  const full = request.url ?? ''
  const url = cut(full, MAX_URL)
  const link = url === full ? webAddress(full) : undefined
  return (
    <p class="address">
      <b>{cut(request.method ?? 'GET', 20)}</b>{' '}
      {link === undefined ? (
        <span>{url}</span>
      ) : (
        <a href={link} rel="noreferrer noopener">
          {url}
        </a>
      )}
    </p>
  )
}

/** All that is known of it; parts that are absent or empty leave no trace. */
export function Request({ request }: { readonly request: NormalRequest }) {
  return (
    <>
      <Address request={request} />
      <Part name="Query" entries={request.query_string ?? []} />
      {request.data !== undefined && request.data !== null && request.data !== '' && (
        <>
          <h3>Body</h3>
          <Value value={readBody(request.data)} />
        </>
      )}
      <Part name="Headers" entries={request.headers ?? []} />
      <Part name="Cookies" entries={request.cookies ?? []} />
      <Part name="Environment" entries={entriesOf(request.env)} />
    </>
  )
}
