/**
 * How a program has its own objects shown.
 *
 * Three ways, tried in this order: serializers of the client, serializers registered for all clients,
 * and a method under `Symbol.for('raven.serialize')` on the object itself. Each is the program's own
 * code and runs behind a guard; what throws is passed over.
 */

import { register, registered } from '../runtime/registry.ts'
import { readProperty } from './describe.ts'

/** Shows some kind of value. */
export interface Serializer {
  /** Whether this is a value of that kind. */
  can(value: unknown): boolean
  /** What to show in its place; it is bounded like any other value. */
  serialize(value: unknown): unknown
}

/** The key of a method by which an object says how to show it. */
const SERIALIZE = Symbol.for('raven.serialize')

/** What stands for a value instead of itself. */
type Replacement = { readonly value: unknown } | undefined

/**
 * Registers a serializer for all clients of the program, those that exist included. It comes before
 * what the client knows itself, so it can catch anything.
 */
export function registerSerializer(serializer: Serializer): void {
  register('serializers', `serializer ${registered('serializers').size}`, serializer)
}

/** The serializers of a client, and after them those of all clients. */
export function allSerializers(own: readonly Serializer[]): readonly Serializer[] {
  const everyones = registered('serializers')
  return everyones.size === 0 ? own : [...own, ...[...everyones.values()].filter(isSerializer)]
}

/** Finds what stands for an object; undefined when nothing does. Never throws. */
export function replacementOf(value: object, serializers: readonly Serializer[]): Replacement {
  for (const serializer of serializers) {
    const found = ask(serializer, value)
    if (found) return found
  }
  return askObject(value)
}

function ask(serializer: Serializer, value: unknown): Replacement {
  try {
    return serializer.can(value) ? { value: serializer.serialize(value) } : undefined
  } catch {
    return undefined // the program's serializer failed: the value is shown the usual way
  }
}

function askObject(value: object): Replacement {
  try {
    const method: unknown = Reflect.get(value, SERIALIZE)
    if (typeof method !== 'function') return undefined
    const shown: unknown = Reflect.apply(method, value, [])
    return { value: shown }
  } catch {
    return undefined // the object's own method failed: it is shown the usual way
  }
}

/** What was registered by a copy of this package may be anything. Never throws. */
export function isSerializer(value: unknown): value is Serializer {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof readProperty(value, 'can') === 'function' &&
    typeof readProperty(value, 'serialize') === 'function'
  )
}
