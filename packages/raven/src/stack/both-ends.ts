/**
 * Of a very long stack, the innermost and the outermost calls: what failed, and what began it.
 *
 * Between them stands one site that tells how many were left out, so that whoever passes sites on
 * need not know of it.
 */

import type { Stacktrace } from '../protocol/event.ts'
import type { Site } from './site-cache.ts'

/** Calls kept of each end; a stack of twice as many is whole. */
const KEPT = 25

/** Calls that were counted without being read. */
export interface Skipped {
  /** How many. */
  readonly skipped: number
  /** Behind how many of the sites. */
  readonly skippedAt: number
}

/** The sites to keep, innermost first. */
export function bothEnds(sites: readonly Site[], unread?: Skipped): readonly Site[] {
  const { skipped = 0, skippedAt = 0 } = unread ?? {}
  if (skipped === 0 && sites.length <= 2 * KEPT) return sites
  const inner = sites.slice(0, skipped === 0 ? KEPT : Math.min(KEPT, skippedAt))
  const outer = sites.slice(Math.max(skippedAt, sites.length - KEPT))
  const omitted = sites.length + skipped - inner.length - outer.length
  return [...inner, { line: '', place: {}, ran: false, omitted }, ...outer]
}

/** The sites that are calls. */
export function callsOf(sites: readonly Site[]): readonly Site[] {
  return sites.some(isGap) ? sites.filter((site) => !isGap(site)) : sites
}

/**
 * Which positions were left out, counted from 1 and from the oldest call on; the second is the first
 * that is there again. Nothing for a whole stack.
 */
export function framesOmitted(sites: readonly Site[]): Pick<Stacktrace, 'frames_omitted'> {
  const gap = sites.findIndex(isGap)
  if (gap === -1) return {}
  const first = sites.length - gap
  return { frames_omitted: [first, first + (sites[gap]?.omitted ?? 0)] }
}

function isGap({ omitted }: Site): boolean {
  return omitted !== undefined
}
