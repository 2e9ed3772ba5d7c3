/** What one call of the console says: an error, a template with its parameters, a record of data. */

import type { ExceptionOptions } from 'raven-ts'

/** One call. */
export interface ConsoleRecord {
  /** The first error among the arguments, or in an object that is one. */
  readonly error: { readonly value: unknown } | undefined
  /** The text without its parameters, for grouping. */
  readonly template: string
  readonly params: readonly unknown[]
  /** An object that was said in place of a text. */
  readonly extra: Record<string, unknown>
  /** The text that was said beside an error. */
  readonly data: NonNullable<ExceptionOptions['data']>
  /** All of it as one line, roughly as it is printed. */
  text(): string
}

/** Takes the arguments of a call apart. May throw what getters of theirs throw. */
export function recordOf(args: readonly unknown[]): ConsoleRecord {
  const [first, ...rest] = args
  const object = isPlain(first) ? first : undefined
  const error = errorIn(args, object ?? rest.find(isPlain))
  const said = rest.filter((one) => error === undefined || one !== error.value)
  const { template, params } =
    typeof first === 'string' ? templateOf(first, said) : templateOf(titleOf(first), said)
  const isSaid = typeof first === 'string' || said.length > 0
  return {
    error,
    template,
    params,
    extra: object ? extraOf(object, error?.value) : {},
    data: isSaid ? { logentry: { message: template, params } as object } : {},
    text: () => args.map(wordOf).join(' '),
  }
}

/** The console's own places, in the words of messages: `%o` is a value, and `%c` says how it looks. */
function templateOf(
  text: string,
  args: readonly unknown[],
): { readonly template: string; readonly params: readonly unknown[] } {
  const left = [...args]
  const params: unknown[] = []
  const template = text.replace(/%[sdifjoOc]/g, (place) => {
    if (left.length === 0) return place
    const param = left.shift()
    if (place === '%c') return ''
    params.push(param)
    return /[oO]/.test(place) ? '%j' : place
  })
  const more = left.map((one) => (isPlain(one) || Array.isArray(one) ? ' %j' : ' %s'))
  return { template: template + more.join(''), params: [...params, ...left] }
}

/** What a call without a text is named after. */
function titleOf(first: unknown): string {
  if (!isPlain(first)) return wordOf(first)
  const { message = first.msg } = first
  return typeof message === 'string' ? message : `{ ${Object.keys(first).slice(0, 10).join(', ')} }`
}

function errorIn(
  args: readonly unknown[],
  object: Record<string, unknown> | undefined,
): ConsoleRecord['error'] {
  const value = args.find(isError) ?? firstOf(object)
  return value === undefined ? undefined : { value }
}

/** Under the names that people use for it, else anywhere. */
function firstOf(object: Record<string, unknown> = {}): unknown {
  return [object.err, object.error, ...Object.values(object)].find(isError)
}

function extraOf(object: Record<string, unknown>, error: unknown): Record<string, unknown> {
  const entries = Object.entries(object)
  return Object.fromEntries(
    entries.filter(([key, value]) => value !== error && !key.startsWith('_')),
  )
}

function wordOf(value: unknown): string {
  if (isError(value)) return `${value.name}: ${value.message}`
  if (typeof value === 'function') return `[function ${value.name}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.keys(value).slice(0, 10).join(', ')} }`
  return String(value)
}

/** Of another realm too. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || isError(value)) return false
  const proto: unknown = Object.getPrototypeOf(value)
  return proto === null || Object.getPrototypeOf(proto) === null
}
