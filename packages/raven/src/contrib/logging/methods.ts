/** Methods of a logger with ours in their place, and the way back. */

/** A method, to be called. */
export type Method = (this: unknown, ...args: unknown[]) => unknown

/** Puts a method of ours in the place of an object's, its own or inherited; answers the undo. */
export function replaceMethod(
  target: object,
  name: string,
  make: (original: Method) => Method,
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name)
  const original: unknown = Reflect.get(target, name)
  if (typeof original !== 'function') return () => {}
  const method = make(original as Method) // called with what it is called with
  const attributes = own ?? { configurable: true, writable: true, enumerable: false }
  Object.defineProperty(target, name, { ...attributes, value: method })
  return () => {
    // who replaced ours meanwhile keeps what it has, and ours then only passes on
    if (Reflect.get(target, name) !== method) return
    if (own) Object.defineProperty(target, name, own)
    else Reflect.deleteProperty(target, name)
  }
}

/** One call of a logger, while it is under way. */
export interface Call {
  readonly name: string
  readonly args: readonly unknown[]
  /** The method that was called. */
  readonly above: Method
}

/** Notes what methods of a logger are called with, for whoever is told of the record meanwhile. */
export class Calls {
  readonly #now: { call?: Call | undefined; isUnderWay: boolean } = { isUnderWay: false }

  /** Watches methods of `target`; answers the undo. */
  watch(target: object, names: readonly string[]): () => void {
    const undo = names.map((name) => replaceMethod(target, name, (own) => this.#noting(name, own)))
    return () => undo.forEach((one) => one())
  }

  /** The one under way, once. */
  take(): Call | undefined {
    const { call } = this.#now
    this.#now.call = undefined
    return call
  }

  #noting(name: string, original: Method): Method {
    const now = this.#now
    const above: Method = function (this: unknown, ...args) {
      // one method of a logger calls another, and only the first was called by the program
      if (now.isUnderWay) return Reflect.apply(original, this, args)
      now.isUnderWay = true
      now.call = { name, args, above }
      try {
        return Reflect.apply(original, this, args)
      } finally {
        now.isUnderWay = false
        now.call = undefined
      }
    }
    return above
  }
}

/** Shared by all copies of this package. */
const KIND = Symbol.for('raven.logging')

/** Marks what is given to a logger as ours. */
export function brand<T extends object>(target: T, kind: string): T {
  return Object.defineProperty(target, KIND, { value: kind })
}

/** Whether it is ours, and of that kind. */
export function isBranded(target: unknown, kind: string): boolean {
  return Reflect.get(Object(target) as object, KIND) === kind
}
