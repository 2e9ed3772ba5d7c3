/**
 * Functions that report what leaves them, and let it go on.
 *
 * Nothing about the function changes for its callers: `this`, arguments, result, name and length stay,
 * and whatever is thrown is thrown on. Promises and generators are followed to their end.
 */

import { readProperty } from '../values/describe.ts'
import { isInstanceOf } from '../values/kinds.ts'

/** Called with whatever was thrown. Must not throw. */
export type OnThrown = (error: unknown) => void

/** Any function, as far as wrapping needs to know. */
export type AnyFunction = (this: never, ...args: never[]) => unknown

/**
 * A function like `fn` that tells of what it throws. Its properties are those of `fn`; called with
 * `new` it is `fn` itself.
 */
export function wrapFunction<F extends AnyFunction>(fn: F, onThrown: OnThrown): F {
  return new Proxy(fn, {
    apply: (target, self: never, args: never[]) =>
      follow(() => Reflect.apply(target, self, args), onThrown),
  })
}

/**
 * Runs `work`, and tells of what it throws: now, when its promise rejects, or while it is iterated.
 * `onLater` is told when the promise is there, while the caller still is; it must not throw. Every
 * function of ours in between would cost the program one of the ten frames of its error's stack.
 */
export function follow<R>(work: () => R, onThrown: OnThrown, onLater?: () => void): R {
  try {
    const result = work()
    if (onLater && isPlainPromise(result)) onLater()
    return followResult(result, onThrown)
  } catch (error) {
    onThrown(error)
    throw error
  }
}

/**
 * A promise is answered by one that settles the same way: the original would count as handled once we
 * listened to it, and the program would no longer die of it. Promises of other classes may be more
 * than promises and are left as they are.
 */
function followResult<R>(result: R, onThrown: OnThrown): R {
  if (isPlainPromise(result)) return result.then(undefined, rethrowing(onThrown)) as R
  if (isGenerator(result)) return followGenerator(result, onThrown) as R
  return result
}

function isPlainPromise(value: unknown): value is Promise<unknown> {
  return isInstanceOf(value, Promise) && readProperty(value, 'constructor') === Promise
}

function rethrowing(onThrown: OnThrown): (error: unknown) => never {
  return (error) => {
    onThrown(error)
    throw error
  }
}

type AnyGenerator = Iterator<unknown> | AsyncIterator<unknown>

function isGenerator(value: unknown): value is AnyGenerator & object {
  if (typeof value !== 'object' || value === null) return false
  const tag = readProperty(value, Symbol.toStringTag)
  return (
    (tag === 'Generator' || tag === 'AsyncGenerator') &&
    typeof readProperty(value, 'next') === 'function'
  )
}

/**
 * The same generator, with its three ways in watched. Its other methods are called on what is answered
 * here, so that loops, spreading and `yield*` take these ways too.
 */
function followGenerator(generator: AnyGenerator & object, onThrown: OnThrown): object {
  return new Proxy(generator, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function' || !WAYS_IN.has(key)) return value
      return (...args: unknown[]): unknown =>
        follow(() => Reflect.apply(value, target, args) as unknown, onThrown)
    },
  })
}

const WAYS_IN: ReadonlySet<string | symbol> = new Set(['next', 'throw', 'return'])
