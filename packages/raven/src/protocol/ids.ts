/**
 * Event ids: UUIDs, written as 32 lower-case hex digits.
 */

const COMPACT = /^[0-9a-f]{32}$/
const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether this is an event id as we write it: 32 lower-case hex digits. */
export function isEventId(value: unknown): value is string {
  return typeof value === 'string' && COMPACT.test(value)
}

/** The id as we write it, from either form and any letter case; nothing if it is no id. */
export function normalizeEventId(text: string): string | undefined {
  if (text.length > 36) return undefined
  const lower = text.toLowerCase()
  if (COMPACT.test(lower)) return lower
  return DASHED.test(lower) ? lower.replaceAll('-', '') : undefined
}
