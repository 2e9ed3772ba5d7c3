/** How much of the same, and of everything, is sent. */

/** The numbers of flood control. */
export interface FloodSettings {
  /** Events of one kind that are sent whole, one after the other. Default 50. */
  readonly burst: number
  /** Then one summary of that kind in so many milliseconds; a whole event comes back in each too. Default 6,000. */
  readonly rollUpMs: number
  /** Kinds remembered; the one not seen for longest is forgotten. Default 1,000. */
  readonly kinds: number
  /** Events of all kinds that are sent at once. Default 100. */
  readonly totalBurst: number
  /** Then so many in a second; the rest waits on disk. Default 10. */
  readonly totalPerSecond: number
}

/** What is in force unless said otherwise. */
export const FLOOD: FloodSettings = {
  burst: 50,
  rollUpMs: 6_000,
  kinds: 1_000,
  totalBurst: 100,
  totalPerSecond: 10,
}
