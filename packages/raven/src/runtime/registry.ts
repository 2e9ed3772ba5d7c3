/**
 * What all clients of a program share: what it registers for them, and what one of them has said for all.
 *
 * This package keeps no state in its modules, because two copies of it would disagree. What is
 * registered lives on `globalThis` under a symbol that all copies share, and only once something was
 * registered.
 */

/** What can be registered. */
type RegistryKind = 'serializers' | 'transports' | 'throws' | 'lines'

const KEY = Symbol.for('raven.registry')

type Registry = Map<RegistryKind, Map<string, unknown>>

/** Registers a value under a name; false when the name is taken. */
export function register(kind: RegistryKind, name: string, value: unknown): boolean {
  const registry = found() ?? create()
  const entries = registry.get(kind) ?? new Map<string, unknown>()
  registry.set(kind, entries)
  if (entries.has(name)) return false
  entries.set(name, value)
  return true
}

/** Everything of one kind, in the order it was registered. */
export function registered(kind: RegistryKind): ReadonlyMap<string, unknown> {
  return found()?.get(kind) ?? NOTHING
}

const NOTHING: ReadonlyMap<string, unknown> = new Map()

function found(): Registry | undefined {
  const value: unknown = Reflect.get(globalThis, KEY)
  return value instanceof Map ? value : undefined
}

function create(): Registry {
  const registry: Registry = new Map()
  Object.defineProperty(globalThis, KEY, { value: registry, enumerable: false, configurable: true })
  return registry
}
