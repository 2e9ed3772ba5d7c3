/**
 * When the next request may go out, and how many at once.
 *
 * After a failure everything waits `min(failures, 6)²` seconds, the ancestor's formula; jitter only
 * adds to it. Then one request probes; when it succeeds the number doubles with each success, so that
 * a server that just recovered is not run over. The clock is an argument.
 */

const LONGEST_STEP = 6
const JITTER = 0.2

/** Guards the way to one server. */
export class Gate {
  readonly #most: number
  readonly #random: () => number
  #failures = 0
  #openAt = 0
  /** The server's own word on when to come back. */
  #saidUntil = 0
  #limit: number

  /** `most` requests at once when all is well, at least one; `random` gives numbers from 0 to 1. */
  constructor(most: number, random: () => number) {
    this.#most = most >= 1 ? most : 1
    this.#limit = this.#most
    this.#random = random
  }

  /** Requests that may be under way at once now; 0 while the gate is shut. */
  limit(now: number): number {
    return now >= this.#openAt ? this.#limit : 0
  }

  /** When it opens, milliseconds since 1970. */
  get openAt(): number {
    return this.#openAt
  }

  success(): void {
    this.#failures = 0
    this.#openAt = 0
    this.#saidUntil = 0
    this.#limit = Math.min(this.#most, this.#limit * 2)
  }

  /**
   * `retryAt` is the server's own word on when to come back; it is kept to exactly. Requests that were
   * under way together fail together: that is one failure.
   */
  failure(now: number, retryAt = 0): void {
    this.#saidUntil = Math.max(this.#saidUntil, retryAt)
    if (now >= this.#openAt) this.#openAt = this.#nextTry(now)
    this.#openAt = this.#saidUntil > now ? this.#saidUntil : this.#openAt
  }

  /** Lets one request through now, because somebody waits for the outcome; the server's word still counts. */
  probe(now: number): void {
    this.#openAt = Math.max(this.#saidUntil, Math.min(this.#openAt, now))
  }

  #nextTry(now: number): number {
    this.#failures++
    this.#limit = 1
    const step = Math.min(this.#failures, LONGEST_STEP)
    return now + step * step * 1000 * (1 + this.#random() * JITTER)
  }
}
