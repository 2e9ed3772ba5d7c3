/**
 * One record per place that stacks were read from as text, so that its frame is made once, as it is for
 * places that the engine itself names.
 */

import type { Place } from './place.ts'
import { siteOfPlace, type Site } from './site-cache.ts'

const MAX_SITES = 2_000

/** The places seen so far; forgets all when there are too many. */
export class TextSites {
  readonly #sites = new Map<string, Site>()

  siteOf(place: Place): Site {
    const { function: name = '', file = '', line = '', column = '', address = '' } = place
    const key = `${line}:${column}:${address} ${file}\n${name}`
    const known = this.#sites.get(key)
    if (known) return known
    if (this.#sites.size >= MAX_SITES) this.#sites.clear()
    const site = siteOfPlace(place)
    this.#sites.set(key, site)
    return site
  }
}
