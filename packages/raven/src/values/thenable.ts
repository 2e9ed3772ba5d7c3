/** Promises, those of other libraries and realms included. Nothing here throws. */

import { readProperty } from './describe.ts'
import { isInstanceOf } from './kinds.ts'

/** Whether a value is some kind of promise. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (isInstanceOf(value, Promise)) return true
  if (typeof value !== 'object' || value === null) return false
  return typeof readProperty(value, 'then') === 'function'
}

/** A promise of ours that settles like theirs. `Promise.resolve` would read their `constructor`, which may throw. */
export function promiseOf<T>(theirs: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve) => resolve(theirs))
}
