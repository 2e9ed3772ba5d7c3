/**
 * What says who somebody is, and leaves only with consent (`sendDefaultPii`).
 *
 * Without it goes of a user only `id`, `is_authenticated`, `is_anonymous` and what `userAttrs` names; of a
 * request neither cookies nor body nor the address it came from.
 */

import type { Event } from '../protocol/event.ts'
import { isRecord } from '../values/json-object.ts'

type Fields = Readonly<Record<string, unknown>>

const OF_USER = ['id', 'is_authenticated', 'is_anonymous']
const OF_REQUEST = new Set(['cookies', 'data'])
const HEADER =
  /^(?:set-)?cookie$|^(?:x-)?forwarded(?:-for)?$|^(?:x-)?(?:real|client|cluster-client|original)-?ip$|^(?:true-client|cf-connecting|fastly-client)-ip(?:v6)?$|^x-(?:original-)?forwarded-for$|^via$/
const ADDRESS =
  /^(?:remote_?addr|remote_?host|client_?ip|http_(?:cookie|x_forwarded_for|x_real_ip|client_ip|forwarded))$/i

/** The event without personal data; `userAttrs` names further attributes of the user that go. */
export function withoutPersonalData(event: Event, userAttrs: readonly string[]): Event {
  const { user, request } = event
  if (user === undefined && request === undefined) return event
  const goes = (name: string): boolean => OF_USER.includes(name) || userAttrs.includes(name)
  const fields: Fields = {
    ...event,
    ...(user === undefined ? {} : { user: isRecord(user) ? bareUser(user, goes) : {} }),
    ...(request === undefined ? {} : { request: isRecord(request) ? bareRequest(request) : {} }),
  }
  return fields
}

/** Attributes that have no place of their own are in `data`, under their names. */
function bareUser(user: Fields, goes: (name: string) => boolean): Fields {
  const { data } = user
  const more = isRecord(data) ? leave(data, goes) : {}
  return { ...leave(user, goes), ...(Object.keys(more).length === 0 ? {} : { data: more }) }
}

function bareRequest(request: Fields): Fields {
  const { headers, env, ...rest } = leave(request, (name) => !OF_REQUEST.has(name))
  return {
    ...rest,
    ...(headers === undefined ? {} : { headers: bareHeaders(headers) }),
    ...(isRecord(env) ? { env: leave(env, (name) => !ADDRESS.test(name)) } : {}),
  }
}

const isPersonal = (name: unknown): boolean =>
  typeof name === 'string' && HEADER.test(name.toLowerCase())

/** Headers by name, in pairs, or as names and values in turn; whatever else they may be does not leave. */
function bareHeaders(headers: unknown): unknown {
  if (isRecord(headers)) return leave(headers, (name) => !isPersonal(name))
  if (!Array.isArray(headers)) return {}
  const list: readonly unknown[] = headers
  if (list.every((pair) => Array.isArray(pair))) return list.filter(([name]) => !isPersonal(name))
  return list.filter((_, i) => !isPersonal(list[i - (i % 2)]))
}

function leave(fields: Fields, isKept: (name: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isKept(name)))
}
