/** Questions about values that never throw: even a revoked proxy, or one that refuses, is just a no. */

/** A list. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false // a revoked proxy: nobody can tell any more what it was
  }
}

/** An instance of a class or of one that extends it. */
export function isInstanceOf<T>(
  value: unknown,
  maker: abstract new (...args: never[]) => T,
): value is T {
  try {
    return value instanceof maker
  } catch {
    return false // a proxy that refuses to name its prototype, or a class that refuses to be asked
  }
}
