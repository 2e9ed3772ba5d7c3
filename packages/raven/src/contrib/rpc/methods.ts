/** An object of methods that a server of remote calls is given. */

import type { Client } from 'raven-ts'

/** What wraps the methods of a server. */
export interface MethodsWrapper {
  /** The client events go through. */
  readonly client: Client
  /** The same methods: what they fail with is reported, and goes on as it is. */
  readonly wrap: <T extends object>(methods: T) => T
}

/** Any function of a program. */
export type Work = (...args: readonly unknown[]) => unknown

/** One method, and what it belongs to. */
export interface Method {
  readonly name: string
  readonly work: Work
  readonly self: object
}

/**
 * The same object with other methods. What is set on it stays on it, and it may be frozen.
 */
export function withMethods<T extends object>(methods: T, watched: (method: Method) => Work): T {
  return new Proxy(Object.create(methods), {
    get(target: object, name) {
      if (Object.hasOwn(target, name)) return Reflect.get(target, name) as unknown
      const work: unknown = Reflect.get(methods, name)
      return typeof work === 'function' && typeof name === 'string' && name !== 'constructor'
        ? watched({ name, work: work as Work, self: methods })
        : work
    },
  }) as T // it has the prototype of the other, and its members
}
