/** What one call of a logger says: an error, a template with its parameters, fields. */

import { isPlain } from './plain.ts'

/** One call. */
export interface LogRecord {
  /** The first error among the arguments, or in an object that is one. */
  readonly error: { readonly value: unknown } | undefined
  /** The text without its parameters, for grouping. */
  readonly template: string
  /** In turn, or by name. */
  readonly params: readonly unknown[] | Readonly<Record<string, unknown>>
  /** Whether the text was said, and is no name we found for an object or an error. */
  readonly isSaid: boolean
  /** The data of the record. */
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * Takes the arguments of a call apart. An object that comes first, or behind the text and its parameters, is the
 * record's data. May throw what getters of theirs throw.
 */
export function recordOf(args: readonly unknown[]): LogRecord {
  const first = args[0]
  const places = typeof first === 'string' ? (first.match(PLACES)?.length ?? 0) : 0
  const fields = isPlain(first) ? first : args.slice(1 + places).findLast(isPlain)
  const error = errorOf(args.find(isError) ?? errorIn(fields))
  const said = args.filter((one) => one !== fields && !(error && one === error.value))
  const [text] = said
  return {
    error,
    ...(typeof text === 'string'
      ? templateOf(text, said.slice(1))
      : templateOf(titleOf(first), said.slice(first === text ? 1 : 0))),
    isSaid: said.length > 0,
    fields: fields ?? {},
  }
}

/** All of a call that {@link lastingArgs} took as one line, roughly as it is printed. */
export function lineOf([text, ...rest]: readonly unknown[]): string {
  const filled = String(text).replace(PLACES, (place) =>
    rest.length > 0 ? String(rest.shift()) : place,
  )
  return [filled, ...rest.map(String)].join(' ')
}

/** What of a call its line is made of, of which nothing can change any more: objects are in words. */
export function lastingArgs(args: readonly unknown[]): readonly unknown[] {
  const said = args.length > 1 && typeof args[0] !== 'string' ? args.slice(1) : args
  if (said.length < 2) return [titleOf(said[0])]
  return said.map((one) => (Object(one) === one ? wordOf(one) : one))
}

/** The places of `util.format`; `%o` is a value, and `%c` says how it looks. */
const PLACES = /%[sdifjoOc]/g

/** In the words of messages. */
export function templateOf(
  text: string,
  args: readonly unknown[],
): { readonly template: string; readonly params: readonly unknown[] } {
  const left = [...args]
  const params: unknown[] = []
  const template = text.replace(PLACES, (place) => {
    if (left.length === 0) return place
    const param = left.shift()
    if (place === '%c') return ''
    params.push(param)
    return /[oO]/.test(place) ? '%j' : place
  })
  const more = left.map((one) => (typeof one === 'object' && one !== null ? ' %j' : ' %s'))
  return { template: template + more.join(''), params: [...params, ...left] }
}

/** What a call without a text is named after. */
function titleOf(first: unknown): string {
  if (!isPlain(first)) return wordOf(first)
  const { message = first.msg } = first
  return typeof message === 'string' ? message : wordOf(first)
}

export function errorOf(value: unknown): LogRecord['error'] {
  return value === undefined ? undefined : { value }
}

/** An error among fields: under the names that people use for it, else anywhere. */
export function errorIn(fields: Readonly<Record<string, unknown>> = {}): unknown {
  return [fields.err, fields.error, ...Object.values(fields)].find(isError)
}

function wordOf(value: unknown): string {
  if (isError(value)) return `${value.name}: ${value.message}`
  if (typeof value === 'function') return `[function ${value.name}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.keys(value).slice(0, 10).join(', ')} }`
  return String(value)
}

/** Of another realm too, and what a serializer made of one. */
function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Error || Object.prototype.toString.call(value) === '[object Error]')
    return true
  return isPlain(value) && typeof value.stack === 'string' && typeof value.message === 'string'
}
