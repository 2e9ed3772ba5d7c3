/**
 * An error and its causes, as they were when captured.
 *
 * Only what may change later is taken: name, message and the places of the stack. The chain is cut
 * when it gets long or bites its own tail.
 */

import type { Mechanism } from '../protocol/event.ts'
import type { Site } from '../stack/site-cache.ts'
import type { StackReader } from '../stack/stack-reader.ts'
import { clip } from '../values/clip.ts'
import { className, describe, messageOf, readProperty } from '../values/describe.ts'

/** One error of a chain. */
export interface CaughtError {
  readonly type: string
  readonly value: string
  /** Innermost first. */
  readonly sites: readonly Site[]
  readonly mechanism: Mechanism
}

/** Links of one chain, the captured error included (the protocol's usual number is 5). */
const MAX_LINKS = 10
const MAX_TYPE = 256
const MAX_VALUE = 8192

/** The captured value first, then its causes. `here` stands in for the stack of what has none. */
export function snapshotChain(
  thrown: unknown,
  mechanism: Mechanism,
  reader: StackReader,
  here: () => readonly Site[],
): CaughtError[] {
  const links: CaughtError[] = []
  const seen = new Set<unknown>()
  let next: unknown = thrown
  while (links.length < MAX_LINKS && !seen.has(next)) {
    seen.add(next)
    const link = snapshotOne(next, reader)
    links.push({ ...link, mechanism: mechanismOf(links.length, mechanism, isErrorLike(next)) })
    if (!isErrorLike(next)) break
    next = readProperty(next, 'cause')
    if (next === undefined || next === null) break
  }
  return withPlace(links, here)
}

type Unlinked = Omit<CaughtError, 'mechanism'>

function snapshotOne(thrown: unknown, reader: StackReader): Unlinked {
  if (!isErrorLike(thrown)) return snapshotValue(thrown)
  const message = describeMessage(thrown)
  return {
    type: clip(errorType(thrown), MAX_TYPE),
    value: clip(message, MAX_VALUE),
    sites: reader.sitesOf(thrown, message),
  }
}

/** Something thrown that is no error: its kind is the type, its text the value. */
function snapshotValue(thrown: unknown): Unlinked {
  const kind =
    typeof thrown === 'object' && thrown !== null ? className(thrown) || 'Object' : typeof thrown
  return { type: clip(kind, MAX_TYPE), value: clip(messageOf(thrown), MAX_VALUE), sites: [] }
}

/** Errors of this realm, of others, and whatever walks like one. */
function isErrorLike(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  try {
    return value instanceof Error || ('stack' in value && 'message' in value)
  } catch {
    return false // a revoked proxy is no error; it is described by its kind
  }
}

function describeMessage(error: object): string {
  const message = readProperty(error, 'message')
  return message === undefined ? '' : describe(message)
}

/** The error's name; where that is only `Error`, the name of its class says more. */
function errorType(error: object): string {
  const name = readProperty(error, 'name')
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name
  return className(error) || 'Error'
}

/** Ids count from the captured error, 0, towards its causes (protocol: mechanism). */
function mechanismOf(index: number, mechanism: Mechanism, isError: boolean): Mechanism {
  const synthetic = isError ? {} : { synthetic: true }
  if (index === 0) return { ...mechanism, ...synthetic, exception_id: 0 }
  const handled = mechanism.handled === undefined ? {} : { handled: mechanism.handled }
  return {
    type: 'chained',
    ...handled,
    ...synthetic,
    source: 'cause',
    exception_id: index,
    parent_id: index - 1,
  }
}

function withPlace(links: CaughtError[], here: () => readonly Site[]): CaughtError[] {
  const [first, ...causes] = links
  if (!first || first.sites.length > 0) return links
  return [{ ...first, sites: here() }, ...causes]
}
