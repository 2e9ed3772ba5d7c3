/** What a failed expectation says: what was expected, how the nearest events differ, and all there are. */

import type { Event } from 'raven-ts'
import { eventTitle } from 'raven-ts/protocol'
import { findings, type Expected, type Finding } from './expected.ts'

/** How many events are shown beside what was expected. */
const NEAREST = 2
/** A line of a terminal, about, with what stands before. */
const MAX_VALUE = 300

/** No event was as expected. */
export function missing(expected: Expected, events: readonly Event[]): string {
  return lines(
    `expected an event${described(expected)}`,
    events.length > 0 && `nearest of ${events.length}, - expected, + captured:`,
    ...nearest(expected, events),
    captured(events),
  )
}

/** More events were as expected than there should be. */
export function tooMany(
  expected: Expected,
  found: readonly Event[],
  { events, wanted }: { events: readonly Event[]; wanted: 'one event' | 'no event' },
): string {
  return lines(
    `expected ${wanted}${described(expected)}, but there ${are(found.length)}`,
    captured(events, found),
  )
}

/** Nobody expected these. */
export function unexpected(found: readonly Event[], events: readonly Event[]): string {
  const what = found.length === 1 ? '1 event was' : `${found.length} events were`
  return lines(`${what} captured that no test expected`, captured(events, found))
}

function described(expected: Expected): string {
  return Object.keys(expected).length === 0 ? '' : ` ${shown(expected)}`
}

/** All events in a line each; those of `marked` have a mark. */
function captured(events: readonly Event[], marked: readonly Event[] = []): string {
  if (events.length === 0) return 'nothing was captured'
  const rows = events.map((event, at) => `${marked.includes(event) ? '>' : ' '} ${row(event, at)}`)
  return lines('captured:', ...rows)
}

function row(event: Event, at: number): string {
  const tags = Object.entries(event.tags ?? {}).map(([name, value]) => ` ${name}=${value}`)
  return `#${at + 1} ${(event.level ?? '').padEnd(7)} ${eventTitle(event)} ${tags.join('')}`.trimEnd()
}

function nearest(expected: Expected, events: readonly Event[]): readonly string[] {
  const judged = events.map((event, at) => ({ event, at, found: findings(expected, event) }))
  const ranked = judged.toSorted((one, two) => met(two.found) - met(one.found))
  return ranked
    .slice(0, NEAREST)
    .flatMap(({ event, at, found }) => [`  ${row(event, at)}`, ...found.flatMap(difference), ''])
}

/** The kind and the text of an event say more about it than all else. */
function met(found: readonly Finding[]): number {
  const weight = (path: string) => (path === 'type' || path === 'message' ? 2 : 1)
  return found.reduce((sum, { path, isMet }) => sum + (isMet ? weight(path) : 0), 0)
}

function difference({ path, expected, actual, isMet }: Finding): readonly string[] {
  if (isMet) return [`      ${path}: ${shown(actual)}`]
  return [`    - ${path}: ${shown(expected)}`, `    + ${path}: ${shown(actual)}`]
}

/** A value as a program would write it, on one line. */
function shown(value: unknown): string {
  const text = written(value)
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}

function written(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'as a function says' : value.name
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'absent'
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  const kind = Object.prototype.toString.call(value)
  if (kind !== '[object Object]' || 'asymmetricMatch' in value) return `${value as RegExp}` // these have words of their own
  const parts = Object.entries(value).map(([key, part]) => `${key}: ${written(part)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function are(count: number): string {
  return count === 1 ? 'is 1' : `are ${count}`
}

function lines(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join('\n')
}
