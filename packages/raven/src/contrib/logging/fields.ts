/** The data of a record as options of a capture: some keys mean something, the rest is extra data. */

import type { MessageOptions } from 'raven-ts'
import { isPlain } from './plain.ts'

type Fields = Readonly<Record<string, unknown>>
type Mutable = { -readonly [K in keyof MessageOptions]: MessageOptions[K] }

/** Keys that are options of a capture by the same name, and the values that can be that. */
const OPTIONS: Readonly<Record<string, (value: unknown) => boolean>> = {
  culprit: (value) => typeof value === 'string',
  tags: isPlain,
  user: isPlain,
  fingerprint: Array.isArray,
  stack: (value) => typeof value === 'boolean' || Array.isArray(value),
}

/** What a key of a record means; undefined where it is a name like any other. */
function meantBy(key: string, value: unknown): Mutable | undefined {
  if (Object.hasOwn(OPTIONS, key)) return OPTIONS[key]?.(value) ? { [key]: value } : undefined
  if (key === 'data') return { extra: isPlain(value) ? value : { data: value } }
  if (key === 'serverName') return { data: { server_name: String(value) } }
  return key === 'request' || key === 'req' ? requestOf(value) : undefined
}

/** The fields that mean something, by themselves. */
export function keysOf(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => meantBy(key, value)))
}

/** Sorts the fields of a record; `error` is told elsewhere. */
export function optionsOf(fields: Fields, error: unknown): Mutable {
  const options: Mutable = {}
  const extra: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith('_') || value === error) continue
    const meant = meantBy(key, value)
    Object.assign(
      meant && !meant.extra ? options : extra,
      meant ? (meant.extra ?? meant) : { [key]: value },
    )
  }
  return { ...options, extra }
}

/** What is read of a request, each part of which may be missing. */
interface RequestLike {
  /** What a web integration put there. */
  readonly sentry?: { describe?(): { readonly request?: object } }
  readonly method?: string
  readonly originalUrl?: string
  readonly url?: string
  readonly headers?: Headers | Readonly<Record<string, unknown>>
}

/** A request as an event has one, as a web integration has it, of `node:http`, or of `fetch`. */
function requestOf(value: unknown): Mutable | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const it = value as RequestLike
  const told = it.sentry?.describe?.().request
  return { request: { ...(told ?? (isPlain(value) ? value : described(it))) } }
}

function described({ method, url = '', originalUrl = url, headers = {} }: RequestLike): object {
  const [path, query] = originalUrl.split('?', 2)
  const { cookie: cookies, ...rest } =
    headers instanceof Headers ? Object.fromEntries(headers) : headers
  return { method, url: path, query_string: query, headers: rest, cookies }
}
