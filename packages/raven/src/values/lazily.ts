/** Making something when it is first needed. */

/** A function that makes its value at the first call and answers the same one ever after. */
export function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
