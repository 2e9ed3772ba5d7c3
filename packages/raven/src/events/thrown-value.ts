/**
 * What a person would call a value that was thrown and is no error.
 *
 * Programs throw answers of servers, lists of problems, codes. What such a value says of itself becomes
 * its text: its message, else its error, its first problem, its code or status, else what it is. But
 * for `message`, which errors of other makes compute, only stored properties are read.
 */

import { clip } from '../values/clip.ts'
import { className, describe, ownValue, readProperty } from '../values/describe.ts'
import { isList } from '../values/kinds.ts'
import { webFields } from '../values/web-objects.ts'

/** Names of keys shown of an object that says nothing of itself. */
const MAX_KEYS = 8
const MAX_KEY = 64
const MAX_PATH_PARTS = 8

/** The kind of a thrown value: its class, or the name of its primitive type. */
export function thrownKind(thrown: unknown): string {
  if (thrown === null) return 'null'
  return typeof thrown === 'object' ? className(thrown) || 'Object' : typeof thrown
}

/** Text for a thrown value. Never throws; text of the value's own may be long. */
export function thrownText(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return describe(thrown)
  return (
    textOf(readProperty(thrown, 'message')) ??
    said(ownValue(thrown, 'error')) ??
    problems(thrown) ??
    webText(thrown) ??
    codeText(thrown) ??
    contents(thrown)
  )
}

/** A text, or an object with a message. */
function said(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return textOf(value)
  return textOf(readProperty(value, 'message'))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The first of a list of problems, as validators (`issues`) and GraphQL (`errors`) give them. */
function problems(thrown: object): string | undefined {
  for (const key of ['issues', 'errors']) {
    const list = ownValue(thrown, key)
    const first = isList(list) ? ownValue(list, '0') : undefined
    const text = said(first)
    if (text === undefined || !isList(list)) continue
    const more = sizeOf(list) - 1
    return `${pathOf(first)}${text}${more > 0 ? ` (and ${more} more)` : ''}`
  }
  return undefined
}

/** `user.email: `, where a problem says which place it is about. */
function pathOf(problem: unknown): string {
  const path = typeof problem === 'object' && problem !== null ? ownValue(problem, 'path') : []
  if (!isList(path)) return ''
  const count = Math.min(sizeOf(path), MAX_PATH_PARTS)
  const parts = Array.from({ length: count }, (_, i) => describe(ownValue(path, String(i))))
  return parts.length === 0 ? '' : `${parts.map((part) => clip(part, MAX_KEY)).join('.')}: `
}

/** Requests, responses and events of the platform; addresses go without their query. */
function webText(thrown: object): string | undefined {
  try {
    const { status, statusText, method, url } = webFields(thrown) ?? {}
    if (status !== undefined) return `Response ${describe(status)} ${describe(statusText)}`.trim()
    if (method !== undefined) return `Request ${describe(method)} ${addressOf(describe(url))}`
    if (typeof Event !== 'function' || !(thrown instanceof Event)) return undefined
    return `${className(thrown)} ${describe(Reflect.get(Event.prototype, 'type', thrown))}`
  } catch {
    return undefined // it has the prototype of one and is none
  }
}

function addressOf(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? ''
}

function codeText(thrown: object): string | undefined {
  for (const key of ['code', 'status', 'statusCode']) {
    const value = ownValue(thrown, key)
    if (typeof value === 'number' || textOf(value) !== undefined) return `${key} ${String(value)}`
  }
  return undefined
}

function contents(thrown: object): string {
  if (isList(thrown)) return `Array of ${sizeOf(thrown)}`
  const kind = className(thrown)
  if (kind !== 'Object' && kind !== '') return describe(thrown)
  const keys = keysOf(thrown)
  if (keys.length === 0) return '[Object]'
  const shown = keys.slice(0, MAX_KEYS).map((key) => clip(key, MAX_KEY))
  const more = keys.length - shown.length
  return `Object with ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function keysOf(value: object): readonly string[] {
  try {
    return Object.keys(value)
  } catch {
    return [] // a proxy that refuses has nothing to say
  }
}

/** The length of a list, as it is stored. */
function sizeOf(list: object): number {
  const length = ownValue(list, 'length')
  return typeof length === 'number' ? length : 0
}
