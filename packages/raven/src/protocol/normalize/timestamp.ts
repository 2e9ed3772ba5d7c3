/**
 * Points in time, in all the forms clients send (protocol section 8.2).
 */

import type { Json } from '../event.ts'

const DAY_SECONDS = 24 * 60 * 60

/** Above this a number of seconds lies past the year 5000 and is meant as milliseconds. */
const MAX_SECONDS = 1e11

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,20}))?)?(?: ?(Z|[+-]\d\d(?::?\d\d)?))?$/i

/**
 * Unix seconds of a timestamp: a number, its text, or RFC 3339, where no zone means UTC.
 *
 * Milliseconds are taken as such if that brings them within a day of `receivedAtSeconds`.
 * Nothing, if it cannot be read or lies outside the years 1970 to 5138.
 */
export function normalizeTimestamp(
  value: Json | undefined,
  receivedAtSeconds?: number,
): number | undefined {
  const seconds = typeof value === 'string' ? fromText(value.trim()) : value
  if (typeof seconds !== 'number' || !(seconds >= 0)) return undefined
  if (seconds < MAX_SECONDS) return seconds
  const fromMs = seconds / 1000
  const near = Math.abs(fromMs - (receivedAtSeconds ?? Number.NaN)) <= DAY_SECONDS
  return near && fromMs < MAX_SECONDS ? fromMs : undefined
}

function fromText(text: string): number | undefined {
  if (/^\d{1,16}(?:\.\d{1,20})?$/.test(text)) return Number(text)
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '0', zone = 'Z'] = match
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // Date.UTC carries the 31st of February over into March.
  if (new Date(date).getUTCDate() !== Number(day) || Number(month) > 12) return undefined
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined
  const clock = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return date / 1000 + clock - offsetSeconds(zone) + Number(`0.${fraction}`)
}

function offsetSeconds(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(':', '')) * 60
  return zone.startsWith('-') ? -seconds : seconds
}
