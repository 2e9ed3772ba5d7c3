/** Where a page of a list ended, as text that callers hand back unread. */

/** A place in a list ordered by time, then by number, both descending. */
export interface Position {
  readonly time: number
  readonly number: number
}

const CURSOR = /^(-?\d{1,16})_(\d{1,16})$/

/** The text of a position. */
export function encodeCursor(position: Position): string {
  return `${position.time}_${position.number}`
}

/** The position of a text; nothing for a text that is not a cursor, which means the beginning. */
export function decodeCursor(cursor: string | undefined): Position | undefined {
  const match = CURSOR.exec(cursor ?? '')
  return match ? { time: Number(match[1]), number: Number(match[2]) } : undefined
}

/** Rows asked for: 25 unless said otherwise, never more than 100. */
export function pageSize(limit: number | undefined): number {
  if (limit === undefined || !Number.isInteger(limit)) return 25
  return Math.min(Math.max(limit, 1), 100)
}
