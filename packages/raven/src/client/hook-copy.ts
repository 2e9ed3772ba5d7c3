/**
 * The copy of an event that the program's hooks see and may change, and the way back from it.
 *
 * Hooks look at little of an event and change less. So its parts are copied when a hook first touches them,
 * and a part that none touched is the very one it was, which was bounded, masked and encoded long ago. Frames and
 * breadcrumbs that were touched and came back unchanged are, too.
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
  /** What no hook touched yet, by the getters that stand for it. */
  readonly #late = new Map<unknown, LateCopy>()

  /** The event is plain JSON data; `isKnown` tells pieces that are ready to leave. */
  constructor(event: Event, isKnown: (piece: object) => boolean) {
    this.#isKnown = isKnown
    this.event = this.#members(event, isObject)
  }

  /**
   * What a hook answered, as the plain and bounded data that every event is; undefined when it is none.
   * Like captured values it is read without running code of its own: what masking sees is what leaves,
   * and no `toJSON` can add to it.
   */
  read(answer: Event, id: string): Event | undefined {
    const data = normalize(answer, {
      ...WIDE,
      known: (value) => this.#unchanged(value),
      behind: (getter) => this.#late.get(getter)?.now,
    })
    if (!isJsonObject(data)) return undefined
    const kept: [string, Json][] = Object.entries(data).filter(([, value]) => value !== null)
    return Object.fromEntries([...kept, ['event_id', id]])
  }

  #copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const copy = Array.isArray(value) ? this.#items(value) : this.#members(value, this.#isList)
    if (this.#isKnown(value)) this.#pieces.set(copy, value)
    return copy
  }

  #items(list: readonly unknown[]): unknown[] {
    const copy = list.slice()
    for (let i = 0; i < copy.length; i++) if (isObject(copy[i])) copy[i] = this.#copy(copy[i])
    return copy
  }

  /** Of those members that are `late`, nothing is copied before somebody looks. */
  #members(object: object, late: (member: object) => boolean): Record<string, unknown> {
    const copy: Record<string, unknown> = { ...object }
    const later: string[] = []
    for (const name of Object.keys(copy)) {
      const member = copy[name]
      if (!isObject(member)) continue
      if (late(member)) {
        this.#defer(copy, name, member)
        later.push(name)
      } else setData(copy, name, this.#copy(member))
    }
    if (later.length > 0) inspectable(copy, later)
    return copy
  }

  readonly #isList = (member: object): boolean => Array.isArray(member) && this.#isKnown(member)

  #defer(holder: object, name: string, piece: object): void {
    const late = new LateCopy(piece, () => this.#copy(piece))
    this.#pieces.set(piece, piece)
    this.#late.set(late.standIn(holder, name), late)
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

/** A part of an event that is copied when somebody first looks at it. */
class LateCopy {
  readonly #piece: object
  readonly #make: () => unknown
  #copy: unknown

  constructor(piece: object, make: () => unknown) {
    this.#piece = piece
    this.#make = make
  }

  /** The copy as soon as there is one, and until then the part itself, which nobody can have changed. */
  get now(): unknown {
    return this.#copy ?? this.#piece
  }

  /** Makes a property that turns into an ordinary one with the first look; answers its getter. */
  standIn(holder: object, name: string): unknown {
    const become = (value: unknown): boolean =>
      Reflect.defineProperty(holder, name, { value, ...ORDINARY })
    const get = (): unknown => {
      this.#copy ??= this.#make()
      become(this.#copy) // unless somebody froze the event
      return this.#copy
    }
    Object.defineProperty(holder, name, { get, set: become, enumerable: true, configurable: true })
    return get
  }
}

const ORDINARY = { writable: true, enumerable: true, configurable: true }
/** Node asks for it when an object is printed, and would show a getter instead of what it gets. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

function inspectable(holder: object, names: readonly string[]): void {
  const value = (): object => {
    for (const name of names) Reflect.get(holder, name)
    Reflect.deleteProperty(holder, INSPECT)
    return holder
  }
  Object.defineProperty(holder, INSPECT, { value, configurable: true })
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
