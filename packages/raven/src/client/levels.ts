/** Levels by any name or number people use for them. */

import { LEVELS, type Level } from '../protocol/event.ts'

const ALIASES: Readonly<Record<string, Level>> = {
  log: 'info',
  warn: 'warning',
  critical: 'fatal',
  trace: 'debug',
}

/**
 * A level's name, an alias of it, or the ancestor's number (10 debug to 50 fatal); else `fallback`. A number
 * in between counts as the level it has reached.
 */
export function levelOf(level: unknown, fallback: Level): Level {
  if (typeof level === 'number') return ofNumber(level) ?? fallback
  if (typeof level !== 'string') return fallback
  const name = level.toLowerCase()
  return (
    LEVELS.find((one) => one === name) ??
    (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined) ??
    fallback
  )
}

function ofNumber(level: number): Level | undefined {
  if (!(level > 0) || level === Infinity) return undefined
  const reached = Math.min(LEVELS.length, Math.max(1, Math.floor(level / 10)))
  return LEVELS[reached - 1]
}
