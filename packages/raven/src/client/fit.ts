/** Making an event small enough for servers, which take about a million bytes. */

import type { Event } from '../protocol/event.ts'
import { clip } from '../values/clip.ts'
import { isRecord, recordsIn } from '../values/json-object.ts'

/** The most bytes of a finished event. */
export const MAX_EVENT_BYTES = 1_000_000

/** A finished event, encoded. */
export interface Encoded {
  readonly byteLength: number
}

/** One way to make an event smaller. */
interface Step {
  /** What is left out by it. */
  readonly part: string
  readonly apply: (event: Event) => Event
}

/** What gives way, least missed first. */
const STEPS: readonly Step[] = [
  { part: 'variables', apply: (event) => withStacks(event, withoutVars) },
  ...['modules', 'breadcrumbs', 'extra', 'request', 'contexts', 'user', 'tags'].map(leavingOut),
  { part: 'source', apply: (event) => withStacks(event, withoutSource) },
  { part: 'attributes', apply: withEssentials },
  { part: 'frames', apply: (event) => withStacks(event, mattering) },
  { part: 'text', apply: (event) => withStacks(withShortText(event), bare) },
]

/** The event encoded within the limit, with a note of what was left out; undefined when nothing helps. */
export function fitEvent<T extends Encoded>(
  event: Event,
  encode: (event: Event) => T,
): T | undefined {
  let bytes = encode(event)
  let smaller = event
  let size = bytes.byteLength
  const leftOut: string[] = []
  for (const { part, apply } of STEPS) {
    if (bytes.byteLength <= MAX_EVENT_BYTES) return bytes
    const next = apply(smaller)
    const nextSize = encode(next).byteLength
    if (nextSize >= size) continue
    smaller = next
    size = nextSize
    leftOut.push(part)
    bytes = encode(withNote(smaller, leftOut))
  }
  return bytes.byteLength <= MAX_EVENT_BYTES ? bytes : undefined
}

function withNote(event: Event, leftOut: readonly string[]): Event {
  const { contexts } = event
  return { ...event, contexts: { ...contexts, raven: { ...contexts?.raven, left_out: leftOut } } }
}

function leavingOut(part: string): Step {
  return { part, apply: (event) => pick(event, (name) => name !== part) }
}

const ESSENTIALS = new Set([
  'event_id',
  'timestamp',
  'platform',
  'level',
  'release',
  'environment',
  'transaction',
  'sdk',
  'logentry',
  'exception',
  'threads',
])

/** An event may have attributes of any name. */
function withEssentials(event: Event): Event {
  return pick(event, (name) => ESSENTIALS.has(name))
}

function pick(fields: object, isKept: (name: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isKept(name)))
}

type Fields = Readonly<Record<string, unknown>>
type OnFrames = (frames: readonly Fields[]) => readonly Fields[]

/** The event with all its stacks changed. */
function withStacks(event: Event, onFrames: OnFrames): Event {
  const changed = Object.entries(event).map(
    ([name, value]: [string, unknown]): [string, unknown] => {
      const hasStacks = (name === 'exception' || name === 'threads') && isRecord(value)
      return [name, hasStacks ? { values: withFrames(value.values, onFrames) } : value]
    },
  )
  return Object.fromEntries(changed)
}

function withFrames(values: unknown, onFrames: OnFrames): Fields[] {
  return recordsIn(values).map((value) =>
    isRecord(value.stacktrace)
      ? { ...value, stacktrace: { frames: onFrames(recordsIn(value.stacktrace.frames)) } }
      : value,
  )
}

const SOURCE = new Set(['pre_context', 'context_line', 'post_context'])

function withoutSource(frames: readonly Fields[]): readonly Fields[] {
  return frames.map((frame) => pick(frame, (name) => !SOURCE.has(name)))
}

function withoutVars(frames: readonly Fields[]): readonly Fields[] {
  return frames.map((frame) =>
    frame.vars === undefined ? frame : pick(frame, (name) => name !== 'vars'),
  )
}

const FEW = 10

/** The program's own frames, innermost ones first in line; where it has none, the innermost of all. */
function mattering(frames: readonly Fields[]): readonly Fields[] {
  const own = frames.filter((frame) => frame.in_app === true)
  return (own.length > 0 ? own : frames).slice(-FEW)
}

const PLACE = new Set(['filename', 'abs_path', 'function', 'module', 'lineno', 'colno', 'in_app'])

/** A frame of somebody else's making may hold anything. */
function bare(frames: readonly Fields[]): readonly Fields[] {
  return frames.map((frame) => shortened(pick(frame, (name) => PLACE.has(name))))
}

/** The last resort: what hooks or explicit data made huge is cut to what the protocol allows it. */
function withShortText(event: Event): Event {
  const changed = Object.entries(event).map(
    ([name, value]: [string, unknown]): [string, unknown] => [name, shortPart(name, value)],
  )
  return Object.fromEntries(changed)
}

/** More exceptions than a chain has; the captured one is last. */
const MAX_VALUES = 20

function shortPart(name: string, value: unknown): unknown {
  if (typeof value === 'string') return clip(value, MAX_TEXT)
  if (!isRecord(value)) return typeof value === 'object' ? null : value
  if (name !== 'exception' && name !== 'threads') return shortened(value)
  return { values: recordsIn(value.values).slice(-MAX_VALUES).map(shortValue) }
}

const VALUE = new Set(['type', 'value', 'module', 'id', 'current', 'crashed'])

function shortValue({ stacktrace, mechanism, ...value }: Fields): Fields {
  return {
    ...shortened(pick(value, (name) => VALUE.has(name))),
    ...(isRecord(mechanism) ? { mechanism: shortened(mechanism) } : {}),
    ...(stacktrace === undefined ? {} : { stacktrace }),
  }
}

/** Characters of one text that are kept at last (protocol section 9: a value has at most 8192). */
const MAX_TEXT = 512
const MAX_FIELDS = 20

/** Short texts and plain values only. */
function shortened(fields: Fields): Fields {
  const plain = Object.entries(fields).filter(([, value]) => typeof value !== 'object')
  return Object.fromEntries(
    plain
      .slice(0, MAX_FIELDS)
      .map(([name, value]) => [
        clip(name, MAX_TEXT),
        typeof value === 'string' ? clip(value, MAX_TEXT) : value,
      ]),
  )
}
