/**
 * Since when a file of the spool may be sent, which its name says.
 *
 * What is kept until somebody agrees grows no older meanwhile: people may think longer than an event is
 * kept. Its age counts from the moment a client that sends took it over, and from then on is not forgotten.
 */

import { basename } from 'node:path'

const UNSENT = '-unsent'
const SINCE = '-since'
const MARK = /-unsent|-since\d{1,15}/

/** The mark in the name of a file; empty where age counts from the capture. */
export function markOf(path: string): string {
  return MARK.exec(basename(path))?.[0] ?? ''
}

/** The mark of a new file of a client that sends, or only keeps. */
export function ownMark(onlyKeeps: boolean): string {
  return onlyKeeps ? UNSENT : ''
}

/** The mark of a file that such a client takes over. */
export function markTakenOver(path: string, onlyKeeps: boolean, now: number): string {
  const mark = markOf(path)
  return mark === UNSENT && !onlyKeeps ? `${SINCE}${Math.floor(now)}` : mark
}

/** When the age of something in the file began, in milliseconds since 1970. */
export function ageSince(path: string, time: number): number {
  const mark = markOf(path)
  return mark.startsWith(SINCE) ? Math.max(time, Number(mark.slice(SINCE.length))) : time
}
