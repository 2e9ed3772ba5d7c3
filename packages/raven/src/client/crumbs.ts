/**
 * Breadcrumbs as they leave: masked and encoded once, for all events they are part of.
 *
 * Not when they are added, because most are never part of an event, and then a call of a logger would cost
 * many times what it costs without us.
 */

import type { Breadcrumb } from '../protocol/event.ts'
import type { Fragments } from '../values/fragments.ts'

type Crumbs = readonly Breadcrumb[]

/** Answers lists of breadcrumbs as they leave; the same for the same. */
export function sealingCrumbs(
  seal: (crumb: Breadcrumb) => Breadcrumb,
  fragments: Fragments,
): (crumbs: Crumbs) => Crumbs {
  const lists = new WeakMap<Crumbs, Crumbs>()
  const pieces = new WeakMap<Breadcrumb, Breadcrumb>()
  const sealed = (crumb: Breadcrumb): Breadcrumb => {
    const known = pieces.get(crumb) ?? seal(crumb)
    pieces.set(crumb, known)
    return known
  }
  return (crumbs) => {
    const known = lists.get(crumbs) ?? crumbs.map(sealed)
    lists.set(crumbs, known)
    fragments.keepList(known)
    return known
  }
}
