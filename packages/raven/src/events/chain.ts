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
import { className, ownValue, readProperty } from '../values/describe.ts'
import { isList } from '../values/kinds.ts'
import { thrownKind, thrownText } from './thrown-value.ts'

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

/** Members of one group of errors; each is a link. */
const MAX_MEMBERS = 5

/**
 * The captured value first, as {@link snapshotFirst} made it, then its causes, then the members of a
 * group, each with its own.
 */
export function snapshotChain(
  thrown: unknown,
  mechanism: Mechanism,
  reader: StackReader,
  first: Link,
): CaughtError[] {
  const links: CaughtError[] = []
  const seen = new Set<unknown>()
  const visit = (value: unknown, place?: Place): void => {
    if (links.length >= MAX_LINKS || seen.has(value)) return
    seen.add(value)
    const id = links.length
    const related = isErrorLike(value) ? relatedOf(value) : []
    const facts = { id, place, isError: isErrorLike(value), isGroup: related.some(isMember) }
    const link = place ? snapshotOne(value, reader) : first
    links.push({ ...link, mechanism: mechanismOf(facts, mechanism) })
    for (const { source, value: next } of related) visit(next, { source, parent: id })
  }
  visit(thrown)
  return links
}

/** The captured value alone, without what it names as its causes. */
export function snapshotFirst(
  thrown: unknown,
  reader: StackReader,
  here: () => readonly Site[],
): Link {
  const link = snapshotOne(thrown, reader)
  return link.sites.length > 0 ? link : { ...link, sites: here() }
}

/** Where a link hangs. */
interface Place {
  readonly parent: number
  readonly source: string
}

interface Related {
  readonly source: string
  readonly value: unknown
}

function isMember({ source }: Related): boolean {
  return source !== 'cause'
}

/** What an error names as its cause, and what it is a group of. */
function relatedOf(error: object): readonly Related[] {
  const cause = readProperty(error, 'cause')
  const causes = cause === undefined || cause === null ? [] : [{ source: 'cause', value: cause }]
  return [...causes, ...membersOf(error)]
}

/** Members of an `AggregateError`, and the two of a `SuppressedError`. */
function membersOf(error: object): readonly Related[] {
  const type = errorType(error)
  if (type === 'SuppressedError')
    return ['error', 'suppressed'].map((source) => ({ source, value: ownValue(error, source) }))
  const errors = ownValue(error, 'errors')
  if (!isList(errors) || (type !== 'AggregateError' && className(error) !== 'AggregateError'))
    return []
  const count = Math.min(Number(ownValue(errors, 'length')), MAX_MEMBERS)
  return Array.from({ length: count }, (_, i) => ({
    source: `errors[${i}]`,
    value: ownValue(errors, String(i)),
  }))
}

/** One error by itself; where it has no stack, the place of its capture stands in. */
export type Link = Omit<CaughtError, 'mechanism'>

function snapshotOne(thrown: unknown, reader: StackReader): Link {
  if (!isErrorLike(thrown)) return snapshotValue(thrown)
  const message = describeMessage(thrown)
  return {
    type: clip(errorType(thrown), MAX_TYPE),
    value: clip(message, MAX_VALUE),
    sites: reader.sitesOf(thrown, message),
  }
}

/** Something thrown that is no error: its kind is the type, its text the value. */
function snapshotValue(thrown: unknown): Link {
  return {
    type: clip(thrownKind(thrown), MAX_TYPE),
    value: clip(thrownText(thrown), MAX_VALUE),
    sites: [],
  }
}

/** Errors of this realm, of others, and whatever walks like one. */
export function isErrorLike(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  try {
    return value instanceof Error || ('stack' in value && 'message' in value)
  } catch {
    return false // a revoked proxy is no error; it is described by its kind
  }
}

function describeMessage(error: object): string {
  const message = readProperty(error, 'message')
  return message === undefined ? '' : thrownText(message)
}

/** The error's name; where that is only `Error`, the name of its class says more. */
function errorType(error: object): string {
  const name = readProperty(error, 'name')
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name
  return className(error) || 'Error'
}

interface LinkFacts {
  readonly id: number
  /** Absent for the captured error. */
  readonly place: Place | undefined
  readonly isError: boolean
  readonly isGroup: boolean
}

/** Ids count from the captured error, 0, towards its causes (protocol: mechanism). */
function mechanismOf({ id, place, isError, isGroup }: LinkFacts, mechanism: Mechanism): Mechanism {
  const facts = {
    ...(isError ? {} : { synthetic: true }),
    ...(isGroup ? { is_exception_group: true } : {}),
    exception_id: id,
  }
  if (!place) return { ...mechanism, ...facts }
  const handled = mechanism.handled === undefined ? {} : { handled: mechanism.handled }
  const { source, parent } = place
  return { type: 'chained', ...handled, ...facts, source, parent_id: parent }
}
