/** What a test says about an event, and where an event is otherwise. */

import type { Event, Level } from 'raven-ts'

type Text = string | RegExp | ((value: never) => boolean)

/** Parts of an event by their names on the wire, `type` and `message`; see `docs/testing.md`. */
export interface Expected extends Readonly<
  Partial<Record<Exclude<keyof Event, 'message' | 'level' | 'tags'>, unknown>>
> {
  /** The error's class. */
  readonly type?: Text
  /** The error's, or the finished text. */
  readonly message?: Text
  readonly level?: Level | RegExp
  readonly tags?: Readonly<Record<string, Text | number | boolean>>
}

/** One place where an event is not as expected, or is. */
export interface Finding {
  /** `tags.order` */
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
  readonly isMet: boolean
}

/** The class of the captured error and the text of the event. */
export function headOf(event: Event): { type: string | undefined; message: string | undefined } {
  const error = event.exception?.values.at(-1)
  const { logentry } = event
  return {
    type: error?.type,
    message: error ? error.value : (logentry?.formatted ?? logentry?.message),
  }
}

/** Every single thing that is expected, beside what is there. */
export function findings(expected: Expected, event: Event): readonly Finding[] {
  return compare({ ...expected }, { ...event, ...headOf(event) }, '')
}

/** Whether nothing is otherwise. */
export function isMatch(expected: Expected, event: Event): boolean {
  return findings(expected, event).every(({ isMet }) => isMet)
}

function compare(expected: unknown, actual: unknown, path: string): readonly Finding[] {
  if (!isNested(expected)) return [{ path, expected, actual, isMet: isMet(expected, actual, path) }]
  const isAlike = isNested(actual) && Array.isArray(expected) === Array.isArray(actual)
  const keys = Object.keys(expected)
  const isShort = isAlike && Array.isArray(actual) && actual.length !== keys.length
  if (!isAlike || isShort) return [{ path, expected, actual, isMet: false }]
  const below = (key: string) => (path === '' ? key : `${path}.${key}`)
  return keys.flatMap((key) =>
    compare(Reflect.get(expected, key), Reflect.get(actual, key), below(key)),
  )
}

function isMet(expected: unknown, actual: unknown, path: string): boolean {
  if (isRegExp(expected)) return isScalar(actual) && String(actual).search(expected) >= 0
  if (typeof expected === 'function') return Boolean(Reflect.apply(expected, undefined, [actual]))
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual)
  return (
    expected === actual ||
    (path.startsWith('tags.') && isScalar(expected) && String(expected) === actual)
  )
}

/** An object or list of which parts are expected. */
function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isRegExp(value) && !isAsymmetric(value)
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** A runner's tests live in a realm of their own, with a RegExp that is not ours. */
function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

/** `expect.any(String)`, `expect.stringContaining('a')`. */
function isAsymmetric(value: unknown): value is { asymmetricMatch: (actual: unknown) => boolean } {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'asymmetricMatch') === 'function'
  )
}
