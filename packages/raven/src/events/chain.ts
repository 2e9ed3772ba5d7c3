/**
 * An error and its causes, as they were when captured.
 *
 * Only what may change later is taken: name, message and the places of the stack. The chain is cut
 * when it gets long or bites its own tail.
 */

import type { JsonObject, Mechanism } from '../protocol/event.ts'
import { withLocals } from '../stack/locals-at-sites.ts'
import type { LocalCall } from '../stack/locals.ts'
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
  /** Variables at some of the sites. */
  readonly vars?: ReadonlyMap<Site, JsonObject>
}

/** Where the stacks of a chain come from. */
export interface ChainSources {
  readonly reader: StackReader
  /** What was seen when a value was thrown. */
  readonly callsOf?: ((thrown: unknown) => readonly LocalCall[]) | undefined
}

/** Links of one chain, the captured error included (the protocol's usual number is 5). */
const MAX_LINKS = 10
/** Errors beyond those are counted, up to this many. */
const MAX_COUNTED = 1_000
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
  sources: ChainSources,
  first: Link,
): CaughtError[] {
  const links: CaughtError[] = []
  const seen = new Set<unknown>()
  const waiting: Waiting[] = [{ value: thrown }]
  let leftOut = 0
  for (let it = waiting.pop(); it; it = waiting.pop()) {
    if (links.length >= MAX_LINKS && leftOut >= MAX_COUNTED) break
    const { value, place } = it
    if (seen.has(value)) continue
    seen.add(value)
    const isError = isErrorLike(value)
    const id = links.length
    const link = id < MAX_LINKS ? linkOf(it, sources, first) : undefined
    const related = isError ? relatedOf(value, link?.type ?? errorType(value)) : NONE
    leftOut += related.untold
    const facts = { id, place, isError, isGroup: related.list.some(isMember) }
    if (link) links.push(caughtError(link, withCode(mechanismOf(facts, mechanism), link.code)))
    else leftOut++
    if (related === NONE) continue
    for (const { source, value: next } of related.list.toReversed())
      waiting.push({ value: next, place: { source, parent: id } })
  }
  return withCount(links, leftOut)
}

/** The captured value alone, without what it names as its causes. */
export function snapshotFirst(
  thrown: unknown,
  sources: ChainSources,
  here: () => readonly Site[],
): Link {
  const link = snapshotOne(thrown, sources)
  return link.sites.length > 0 ? link : { ...link, sites: here() }
}

interface Waiting {
  readonly value: unknown
  /** Absent for the captured error. */
  readonly place?: Place
}

/** Member by member: an object that begins with all of another costs as much as reading two frames. */
function caughtError({ type, value, sites, vars }: Link, mechanism: Mechanism): CaughtError {
  return vars ? { type, value, sites, mechanism, vars } : { type, value, sites, mechanism }
}

function linkOf({ value, place }: Waiting, sources: ChainSources, first: Link): Link {
  return place ? snapshotOne(value, sources) : first
}

/** Says at the captured error how many more there were; a count this high means "or more". */
function withCount(links: CaughtError[], leftOut: number): CaughtError[] {
  const [first, ...causes] = links
  if (!first || leftOut === 0) return links
  const { mechanism } = first
  const data = { ...mechanism.data, left_out: Math.min(leftOut, MAX_COUNTED) }
  return [{ ...first, mechanism: { ...mechanism, data } }, ...causes]
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

/** What hangs on one error, and how many members of a group are not even looked at. */
interface Relations {
  readonly list: readonly Related[]
  readonly untold: number
}

const NONE: Relations = { list: [], untold: 0 }

/** What an error names as its cause, and what it is a group of. */
function relatedOf(error: object, type: string): Relations {
  const cause = readProperty(error, 'cause')
  const members = membersOf(error, type)
  if (cause === undefined || cause === null) return members
  return { ...members, list: [{ source: 'cause', value: cause }, ...members.list] }
}

/** Members of an `AggregateError`, and the two of a `SuppressedError`. */
function membersOf(error: object, type: string): Relations {
  if (type === 'SuppressedError') {
    const list = ['error', 'suppressed'].map((source) => ({
      source,
      value: ownValue(error, source),
    }))
    return { list, untold: 0 }
  }
  const errors = ownValue(error, 'errors')
  if (!isList(errors) || (type !== 'AggregateError' && className(error) !== 'AggregateError'))
    return NONE
  const size = Number(ownValue(errors, 'length'))
  const list = Array.from({ length: Math.min(size, MAX_MEMBERS) }, (_, i) => ({
    source: `errors[${i}]`,
    value: ownValue(errors, String(i)),
  }))
  return { list, untold: size - list.length }
}

/** One error by itself; where it has no stack, the place of its capture stands in. */
export interface Link extends Omit<CaughtError, 'mechanism'> {
  /** What whoever threw calls this fault: `ENOENT`, `ERR_INVALID_ARG_TYPE`, `23505`, `11000`. */
  readonly code?: string | number | undefined
}

/** A word or a number; anything else called so is data. */
const CODE = /^[\w.:/-]{1,64}$/
/** Larger numbers are ids. */
const MAX_CODE = 1_000_000

function codeOf(error: object): string | number | undefined {
  const code = ownValue(error, 'code')
  if (typeof code === 'string') return CODE.test(code) ? code : undefined
  return typeof code === 'number' && Number.isInteger(code) && Math.abs(code) < MAX_CODE
    ? code
    : undefined
}

/** What the call itself says of a code counts. */
function withCode(mechanism: Mechanism, code: Link['code']): Mechanism {
  return code === undefined ? mechanism : { ...mechanism, data: { code, ...mechanism.data } }
}

const NO_CALLS: readonly LocalCall[] = []

function snapshotOne(thrown: unknown, { reader, callsOf }: ChainSources): Link {
  const calls = callsOf?.(thrown) ?? NO_CALLS
  if (!isErrorLike(thrown)) return { ...snapshotValue(thrown), ...withLocals([], calls) }
  const message = describeMessage(thrown)
  const type = clip(errorType(thrown), MAX_TYPE)
  const value = clip(message, MAX_VALUE)
  const sites = reader.sitesOf(thrown, message)
  const code = codeOf(thrown)
  if (calls.length === 0) return { type, value, sites, code }
  return { type, value, code, ...withLocals(sites, calls) }
}

/** Something thrown that is no error: its kind is the type, its text the value. */
function snapshotValue(thrown: unknown): Omit<Link, 'sites'> {
  return {
    type: clip(thrownKind(thrown), MAX_TYPE),
    value: clip(thrownText(thrown), MAX_VALUE),
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
  if (!place && isError && !isGroup) return Object.assign({}, mechanism, { exception_id: id })
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
