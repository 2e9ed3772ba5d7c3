/** Methods of a logger with ours in their place, and the way back. */

import { stackAbove } from './caller.ts'

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
  /** Where it was made; known once it is over and its record was held back. */
  held?: { readonly run: Snapshot; readonly at: Error }
}

/** Runs work in the context it was taken in. */
type Snapshot = (work: () => void) => void

const CALL = Symbol('raven-ts')

/** Notes what methods of a logger are called with, for whoever is told of the record meanwhile. */
export class Calls {
  readonly #now: { call?: Call | undefined; isUnderWay: boolean; isMarked?: boolean } = {
    isUnderWay: false,
  }
  readonly #snapshot: (() => Snapshot) | undefined

  /** With `snapshot` for loggers that may hold a record back, and write it from somewhere else. */
  constructor(snapshot?: () => Snapshot) {
    this.#snapshot = snapshot
  }

  /** Watches methods of `target`; answers the undo. */
  watch(target: object, names: readonly string[]): () => void {
    const undo = names.map((name) => replaceMethod(target, name, (own) => this.#noting(name, own)))
    return () => undo.forEach((one) => one())
  }

  /** Says that a record, or a copy of it, is that of the call under way. */
  mark(record: unknown): void {
    const { call } = this.#now
    if (call) this.#now.isMarked = Reflect.set(Object(record) as object, CALL, call)
  }

  /** The call of a marked record, which counts as told. */
  callOf(record: object): Call | undefined {
    const call = Reflect.get(record, CALL) as Call | undefined // nobody else has this name
    const isNow = call !== undefined && call === this.#now.call
    if (isNow) this.#now.call = undefined
    return isNow || call?.held ? call : undefined
  }

  /** The one under way, once. */
  take(): Call | undefined {
    const { call } = this.#now
    this.#now.call = undefined
    return call
  }

  #noting(name: string, original: Method): Method {
    const [now, snapshot] = [this.#now, this.#snapshot]
    const above: Method = function (this: unknown, ...args) {
      // one method of a logger calls another, and only the first was called by the program
      if (now.isUnderWay) return Reflect.apply(original, this, args)
      now.isUnderWay = true
      now.call = { name, args, above }
      try {
        return Reflect.apply(original, this, args)
      } finally {
        const { call, isMarked } = now
        now.isUnderWay = false
        now.isMarked = false
        now.call = undefined
        if (call && isMarked && snapshot) call.held = { run: snapshot(), at: stackAbove(above) }
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
