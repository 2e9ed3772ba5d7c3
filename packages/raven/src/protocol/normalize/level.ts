/**
 * Levels by all their names and numbers (protocol section 8).
 */

import type { Json, Level } from '../event.ts'

const NAMES: ReadonlyMap<string, Level> = new Map([
  ['fatal', 'fatal'],
  ['critical', 'fatal'],
  ['error', 'error'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['info', 'info'],
  ['log', 'info'],
  ['debug', 'debug'],
  ['trace', 'debug'],
  ['10', 'debug'],
  ['20', 'info'],
  ['30', 'warning'],
  ['40', 'error'],
  ['50', 'fatal'],
])

/** The level meant, in any letter case or as a number of Python's; nothing if it is unknown. */
export function normalizeLevel(value: Json | undefined): Level | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  return NAMES.get(String(value).slice(0, 20).trim().toLowerCase())
}
