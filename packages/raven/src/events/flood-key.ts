/**
 * Which captures are of one kind, told from what is known before anything is copied.
 *
 * Coarser than grouping, because it only decides what is sent whole: never from the words of an error
 * that has a place, which may hold an id.
 */

import { parameterize } from '../grouping/parameterize.ts'
import type { Site } from '../stack/site-cache.ts'
import type { Link } from './chain.ts'

const PLACES = 3
/** The beginning of a text tells its kind. */
const MAX_TEXT = 200

/** The kind of an error: its type, its code and the three innermost places. */
export function exceptionKey({ type, code, sites }: Link): string {
  let key = code === undefined ? type : `${type} ${code}`
  for (let i = 0; i < PLACES; i++) {
    const site = sites[i]
    if (site) key += site.line || placeText(site)
  }
  return key
}

/** The kind of a message: its template, or its text without what changes in it. */
export function messageKey(kind: string, message: string, params: unknown): string {
  const text = message.slice(0, MAX_TEXT)
  return `${kind}: ${params === undefined ? parameterize(text) : text}`
}

function placeText({ place }: Site): string {
  return `\n${place.function} ${place.file}:${place.line}:${place.column}`
}
