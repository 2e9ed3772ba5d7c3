/**
 * How fast events of all kinds may leave: so many at once, then so many in a second.
 *
 * One number does it, the time at which all that was let through would be through at the even rate
 * (the generic cell rate algorithm). The clock is an argument.
 */

/** The pace of one client. */
export class Throttle {
  readonly #intervalMs: number
  readonly #leadMs: number
  #even = 0

  constructor(burst: number, perSecond: number) {
    this.#intervalMs = 1000 / perSecond
    this.#leadMs = (burst - 1) * this.#intervalMs
  }

  /** When one more may leave, which takes that place; `ahead` is how many wait already. */
  reserve(now: number, ahead: number): number {
    // a clock that was put back must not stop everything
    const latest = now + this.#leadMs + (ahead + 1) * this.#intervalMs
    const even = Math.min(Math.max(this.#even, now), latest)
    this.#even = even + this.#intervalMs
    return Math.max(now, even - this.#leadMs)
  }
}
