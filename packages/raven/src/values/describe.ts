/** One line of text for values that have no JSON form. Nothing here throws. */

import { clip } from './clip.ts'

const MAX_NAME = 200
/** Some 400 digits; longer numbers take long to print. */
const MAX_BIGINT = 1n << 1_330n

const MAX_PROTOTYPES = 20

/** The name of a value's class, without running any code of its own. */
export function className(value: object): string {
  try {
    let proto: unknown = Object.getPrototypeOf(value)
    if (proto === null) return ''
    // The nearest that is stored: errors of Node's own have a getter in front of it.
    for (let i = 0; typeof proto === 'object' && proto !== null && i < MAX_PROTOTYPES; i++) {
      const maker: unknown = Object.getOwnPropertyDescriptor(proto, 'constructor')?.value
      if (typeof maker === 'function') return clip(ownText(maker, 'name') ?? 'Object', MAX_NAME)
      proto = Object.getPrototypeOf(proto)
    }
    return 'Object'
  } catch {
    return 'Object' // a revoked proxy has no class to ask for
  }
}

/** `[Function: name]`. */
export function describeFunction(fn: object): string {
  const name = ownText(fn, 'name') ?? ''
  return `[Function: ${clip(name, MAX_NAME) || 'anonymous'}]`
}

/** The digits of a number of any size, up to some 400. */
export function describeBigint(value: bigint): string {
  return value < MAX_BIGINT && value > -MAX_BIGINT ? String(value) : '[BigInt: over 400 digits]'
}

function ownText(value: object, key: string): string | undefined {
  const found = ownValue(value, key)
  return typeof found === 'string' ? found : undefined
}

/** What an own data property holds; a getter is not run. Never throws. */
export function ownValue(value: object, key: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(value, key)?.value as unknown
  } catch {
    return undefined // a proxy that refuses has nothing to say
  }
}

/** A property along the prototype chain, getters included; undefined when reading it throws. */
export function readProperty(value: object, key: string | symbol): unknown {
  try {
    return Reflect.get(value, key) as unknown
  } catch {
    return undefined // hostile getters and revoked proxies: the caller has a word for nothing
  }
}

/** What something thrown says: its message where it has one, else what it is. */
export function messageOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return describe(thrown)
  const message = readProperty(thrown, 'message')
  return typeof message === 'string' && message !== '' ? message : describe(thrown)
}

/** Text for any value: what a person would expect to read after `threw`. Strings stay as they are. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'function') return describeFunction(value)
  if (typeof value === 'bigint') return `${describeBigint(value)}n`
  if (typeof value !== 'object' || value === null) return String(value)
  return `[${className(value) || 'Object'}]`
}
