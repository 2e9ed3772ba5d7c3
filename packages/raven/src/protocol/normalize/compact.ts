/**
 * Objects whose absent parts are absent, not `undefined`.
 */

/** `T` without `undefined` among the values of its optional keys. */
type Compact<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** A copy without the keys whose value is `undefined`. */
export function compact<T extends object>(object: T): Compact<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  // Object.fromEntries forgets which keys there are.
  return Object.fromEntries(entries) as Compact<T>
}

/** The object, or nothing if it has no keys. */
export function unlessEmpty<T extends object>(object: T): T | undefined {
  return Object.keys(object).length === 0 ? undefined : object
}
