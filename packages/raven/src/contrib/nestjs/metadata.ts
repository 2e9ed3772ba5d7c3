/** What decorators do, without decorators. */

/** Of the package `reflect-metadata`, which Nest loads before it is used. */
interface WithMetadata {
  defineMetadata?(key: string, value: unknown, target: object): void
}

/** Puts a value where Nest, or one of its companions, looks for it. */
export function define(key: string, value: unknown, target: object): void {
  const reflect: object & WithMetadata = Reflect
  reflect.defineMetadata?.(key, value, target)
}
