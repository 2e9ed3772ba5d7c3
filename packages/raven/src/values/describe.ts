/** One line of text for values that have no JSON form. */

/** The name of a value's class, without running any code of its own. */
export function className(value: object): string {
  try {
    const proto: unknown = Object.getPrototypeOf(value)
    if (proto === null) return ''
    const maker = Object.getOwnPropertyDescriptor(proto, 'constructor')?.value as unknown
    if (typeof maker !== 'function') return 'Object'
    const name = Object.getOwnPropertyDescriptor(maker, 'name')?.value as unknown
    return typeof name === 'string' ? name : 'Object'
  } catch {
    return 'Object' // a revoked proxy has no class to ask for
  }
}

/** `[Function: name]`, or `[class Name]` for what must be called with `new`. */
export function describeFunction(fn: object): string {
  const name = ownText(fn, 'name') ?? ''
  return `[Function: ${name || 'anonymous'}]`
}

/** Text of an own data property; a getter is not run. */
export function ownText(value: object, key: string): string | undefined {
  try {
    const found = Object.getOwnPropertyDescriptor(value, key)?.value as unknown
    return typeof found === 'string' ? found : undefined
  } catch {
    return undefined // a proxy that refuses has nothing to say
  }
}

/** A property along the prototype chain, getters included; undefined when reading it throws. */
export function readProperty(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key) as unknown
  } catch {
    return undefined // hostile getters and revoked proxies: the caller has a word for nothing
  }
}

/** Text for any value, never throwing: what a person would expect to read after `threw`. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'function') return describeFunction(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  return `[${className(value) || 'Object'}]`
}
