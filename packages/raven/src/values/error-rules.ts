/** Which errors a program does not want to hear of. */

import { readProperty } from './describe.ts'
import { isInstanceOf } from './kinds.ts'

/** A class, a name, or the beginning of a name followed by `*`. */
export type IgnoreRule = string | (abstract new (...args: never[]) => unknown)

const MAX_CLASSES = 20

/**
 * Whether one of the rules matches: the error is an instance of a listed class, or the name of the
 * error or of one of its classes is listed, or begins as a rule ending in `*` does.
 */
export function isIgnored(error: unknown, rules: readonly IgnoreRule[]): boolean {
  if (rules.length === 0) return false
  const names = namesOf(error)
  return rules.some((rule) =>
    typeof rule === 'string' ? matchesName(rule, names) : isInstance(error, rule),
  )
}

function matchesName(rule: string, names: readonly string[]): boolean {
  if (!rule.endsWith('*')) return names.includes(rule)
  const start = rule.slice(0, -1)
  return names.some((name) => name.startsWith(start))
}

function isInstance(error: unknown, rule: abstract new (...args: never[]) => unknown): boolean {
  return isInstanceOf(error, rule)
}

/** The error's own name and those of its classes, nearest first. */
function namesOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [typeof error]
  const names = new Set<string>()
  const own = readProperty(error, 'name')
  if (typeof own === 'string') names.add(own)
  let proto: unknown = error
  for (let i = 0; i < MAX_CLASSES && typeof proto === 'object' && proto !== null; i++) {
    const maker = readProperty(proto, 'constructor')
    if (typeof maker === 'function') names.add(maker.name)
    proto = prototypeOf(proto)
  }
  return [...names]
}

function prototypeOf(value: object): unknown {
  try {
    return Object.getPrototypeOf(value) as unknown
  } catch {
    return undefined // a proxy that refuses
  }
}
