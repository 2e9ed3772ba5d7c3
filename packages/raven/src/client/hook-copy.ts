/**
 * The copy of an event that the program's hooks see and may change, and the way back from it.
 *
 * Hooks leave most of an event as it is. Its frames and breadcrumbs that came back unchanged are the
 * very pieces they were copied from, which were bounded, masked and encoded long ago.
 */

import type { Event, Json } from '../protocol/event.ts'
import { isJsonObject } from '../protocol/json.ts'
import { LIMITS, normalize, type Limits } from '../values/normalize.ts'
import { isRecord } from '../values/json-object.ts'
import { isList } from '../values/kinds.ts'
import { setData } from '../values/set-data.ts'

/** Far above what our own events need; beyond it a hook has put a whole program into its event. */
const WIDE: Limits = {
  ...LIMITS,
  text: 200_000,
  width: 10_000,
  depth: 28,
  nodes: 100_000,
  chars: 4_000_000,
}

/** One event on its way through the hooks. */
export class HookCopy {
  /** What hooks are given. */
  readonly event: Event
  readonly #isKnown: (piece: object) => boolean
  /** Known pieces by their copies. */
  readonly #pieces = new Map<unknown, object>()

  /** The event is plain JSON data; `isKnown` tells pieces that are ready to leave. */
  constructor(event: Event, isKnown: (piece: object) => boolean) {
    this.#isKnown = isKnown
    this.event = this.#members(event)
  }

  /**
   * What a hook answered, as the plain and bounded data that every event is; undefined when it is none.
   * Like captured values it is read without running code of its own: what masking sees is what leaves,
   * and no `toJSON` can add to it.
   */
  read(answer: Event, id: string): Event | undefined {
    const data = normalize(answer, { ...WIDE, known: (value) => this.#unchanged(value) })
    if (!isJsonObject(data)) return undefined
    const kept: [string, Json][] = Object.entries(data).filter(([, value]) => value !== null)
    return { ...Object.fromEntries(kept), event_id: id }
  }

  #copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const copy = Array.isArray(value) ? this.#items(value) : this.#members(value)
    if (this.#isKnown(value)) this.#pieces.set(copy, value)
    return copy
  }

  #items(list: readonly unknown[]): unknown[] {
    const copy = list.slice()
    for (let i = 0; i < copy.length; i++) if (isObject(copy[i])) copy[i] = this.#copy(copy[i])
    return copy
  }

  #members(object: object): Record<string, unknown> {
    const copy: Record<string, unknown> = { ...object }
    for (const name of Object.keys(copy)) {
      const member = copy[name]
      if (isObject(member)) setData(copy, name, this.#copy(member))
    }
    return copy
  }

  /** The piece that this is an unchanged copy of; it leaves in its place, whatever made them equal. */
  #unchanged(copy: object): Json | undefined {
    const piece = this.#pieces.get(copy)
    try {
      return piece && isSame(copy, piece) ? (piece as Json) : undefined // pieces are made of JSON data
    } catch {
      return undefined // a getter that a hook put there refuses: so it was changed
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Whether there is in both the same JSON data. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (isList(one)) return isList(other) && isSameList(one, other)
  if (!isRecord(one) || !isRecord(other)) return false
  const names = Object.keys(other)
  if (Object.keys(one).length !== names.length) return false
  for (const name of names) if (!isSame(one[name], other[name])) return false
  return true
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (!isSame(one[i], other[i])) return false
  return true
}
