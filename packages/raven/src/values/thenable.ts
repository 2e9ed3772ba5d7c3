import { readProperty } from './describe.ts'
import { isInstanceOf } from './kinds.ts'

/** Any promise, those of other libraries and realms included. Never throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (isInstanceOf(value, Promise)) return true
  if (typeof value !== 'object' || value === null) return false
  return typeof readProperty(value, 'then') === 'function'
}
