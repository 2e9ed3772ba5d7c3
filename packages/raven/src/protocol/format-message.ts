/**
 * Filling in the parameters of a log message.
 */

import type { Json, JsonObject } from './event.ts'

/** Longer results are of no use to anyone: receivers cut at 8,192 characters. */
const MAX_LENGTH = 16_384

/**
 * The template with its parameters filled in.
 *
 * A list fills `%s`, `%d`, `%i`, `%f` and `%j` from left to right (`%%` is a percent sign), or else
 * `{0}`; an object fills `{name}` and `%(name)s`. Places without a parameter stay as they are.
 */
export function formatMessage(template: string, params: readonly Json[] | JsonObject): string {
  const text = template.slice(0, MAX_LENGTH)
  const filled = Array.isArray(params)
    ? fillList(text, params)
    : fillNames(text, new Map(Object.entries(params)))
  return filled.slice(0, MAX_LENGTH)
}

function fillList(text: string, params: readonly Json[]): string {
  let next = 0
  const filled = text.replace(/%[%sdifjr]/g, (place) => {
    if (place === '%%') return '%'
    if (next >= params.length) return place
    next += 1
    return textOf(params[next - 1], place === '%j')
  })
  if (next > 0) return filled
  return fillNames(text, new Map(params.map((value, index) => [String(index), value])))
}

function fillNames(text: string, params: ReadonlyMap<string, Json>): string {
  return text.replace(
    /\{([\w.-]{1,64})\}|%\(([\w.-]{1,64})\)[sdifr]/g,
    (place: string, braced: string | undefined, dressed: string | undefined) => {
      const name = braced ?? dressed ?? ''
      return params.has(name) ? textOf(params.get(name), false) : place
    },
  )
}

function textOf(value: Json | undefined, quoted: boolean): string {
  return (typeof value === 'string' && !quoted ? value : JSON.stringify(value ?? null)).slice(
    0,
    MAX_LENGTH,
  )
}
