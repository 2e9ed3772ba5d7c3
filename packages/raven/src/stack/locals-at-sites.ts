/**
 * Which frame of a stack which variables belong to.
 *
 * A stack is taken where an error is made, variables are read where it is thrown. Further out both
 * stand at the same calls; the innermost call may be some lines apart.
 */

import type { JsonObject } from '../protocol/event.ts'
import { localPath } from './in-app.ts'
import type { LocalCall } from './locals.ts'
import { siteOfPlace, type Site } from './site-cache.ts'

/** A stack, and variables at some of its sites. */
export interface SitesWithVars {
  readonly sites: readonly Site[]
  readonly vars?: ReadonlyMap<Site, JsonObject>
}

/** Puts variables to the sites of a stack; a thrown value without a stack is given that of its throw. */
export function withLocals(sites: readonly Site[], calls: readonly LocalCall[]): SitesWithVars {
  if (calls.length === 0) return { sites }
  if (sites.length === 0) return withVars(calls.map(siteOfCall), calls, (_, i) => i)
  const byPlace = indexesOf(sites, calls, (site, call, isFirst) => isAt(site, call, isFirst))
  // stacks that the runtime mapped to other sources have other places, and their functions' names
  const found = byPlace.some((at) => at !== -1) ? byPlace : indexesOf(sites, calls, isNamedAlike)
  return withVars(sites, calls, (_, i) => found[i] ?? -1)
}

type Fits = (site: Site, call: LocalCall, isFirst: boolean) => boolean

/** For each call, innermost first, the site it stands at, further out than the one before; or -1. */
function indexesOf(
  sites: readonly Site[],
  calls: readonly LocalCall[],
  fits: Fits,
): readonly number[] {
  let from = 0
  return calls.map((call, i) => {
    const find = (isFirst: boolean) =>
      sites.findIndex((site, at) => at >= from && fits(site, call, isFirst))
    const exact = find(false)
    const at = exact === -1 && i === 0 ? find(true) : exact
    if (at !== -1) from = at + 1
    return at
  })
}

function isAt(site: Site, call: LocalCall, isFirst: boolean): boolean {
  const { file, line, column } = site.place
  if (file === undefined || line === undefined || column === undefined) return false
  if (isFirst && (!isNamed(site, call) || !call.holds(line, column))) return false
  if (!isFirst && (line !== call.line || column !== call.column)) return false
  return localPath(file) === localPath(call.file)
}

/** Stacks say `Cart.total [as sum]` where the debugger says `total`. */
function isNamed({ place }: Site, call: LocalCall): boolean {
  return bareName(place.function ?? '') === bareName(call.function)
}

function isNamedAlike(site: Site, call: LocalCall): boolean {
  return call.function !== '' && isNamed(site, call)
}

function bareName(name: string): string {
  const as = name.indexOf(' [as ')
  const bare = as === -1 ? name : name.slice(0, as)
  return bare.slice(bare.lastIndexOf('.') + 1)
}

function siteOfCall({ function: name, file, line, column }: LocalCall): Site {
  return siteOfPlace({ ...(name === '' ? {} : { function: name }), file, line, column })
}

function withVars(
  sites: readonly Site[],
  calls: readonly LocalCall[],
  indexOf: (call: LocalCall, i: number) => number,
): SitesWithVars {
  const own = [...sites]
  const vars = new Map<Site, JsonObject>()
  for (const [i, call] of calls.entries()) {
    const at = indexOf(call, i)
    const site = own[at]
    if (!site || !call.vars) continue
    // a function that calls itself stands there more than once, each time with variables of its own
    const key = sites.indexOf(site) === sites.lastIndexOf(site) ? site : twinOf(site)
    own[at] = key
    vars.set(key, call.vars)
  }
  return { sites: own, vars }
}

/** The same place, told apart. Its frame is made once for both. */
function twinOf(site: Site): Site {
  return Object.defineProperty({ ...site }, 'frame', {
    get: () => site.frame,
    set: (frame: Site['frame']) => {
      if (frame) site.frame = frame
    },
  })
}
