/**
 * Why events belong together.
 */
export interface Grounds {
  /** What the key is made of, readable. */
  readonly parts: readonly string[]
  /** The same in plain words. */
  readonly reason: string
}
