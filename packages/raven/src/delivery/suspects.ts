/**
 * Events that may be the reason why the server fails.
 *
 * An outage and one event that a server cannot digest look alike: every try of the oldest event fails.
 * So after a few tries of one the next probe is another. When that one gets through, what failed
 * meanwhile rests, longer each time, and no longer holds up the others.
 */

const TRIES = 3
const LONGEST_STEP = 6
const STEP_MS = 1000

interface Suspicion {
  /** Failures since it was last set aside. */
  tries: number
  /** How often others got through while it failed. */
  strikes: number
  restsUntil: number
}

/** Remembers, of the parcels of one courier, which failed while others did not. */
export class Suspects<T extends object> {
  readonly #suspicions = new Map<T, Suspicion>()

  /** It failed, and the server did not say why. */
  failed(one: T): void {
    const suspicion = this.#suspicions.get(one) ?? { tries: 0, strikes: 0, restsUntil: 0 }
    suspicion.tries++
    this.#suspicions.set(one, suspicion)
  }

  /** It got through. If it failed before, so did others for no fault of their own. */
  succeeded(one: T, now: number): void {
    if (this.#suspicions.delete(one)) return this.#pardon()
    for (const suspicion of this.#suspicions.values()) {
      if (suspicion.tries < patienceWith(suspicion)) continue
      suspicion.tries = 0
      suspicion.strikes++
      suspicion.restsUntil = now + Math.min(suspicion.strikes, LONGEST_STEP) ** 2 * STEP_MS
    }
  }

  /** It came to its end. */
  forget(one: T): void {
    this.#suspicions.delete(one)
  }

  /**
   * The first that may go now: neither one that rests, nor one that had its tries as long as there is
   * another. `isAlone` says that nothing else is under way.
   */
  pick(
    find: (isGood: (one: T) => boolean) => T | undefined,
    now: number,
    isAlone: boolean,
  ): T | undefined {
    const isGood = (one: T) => !this.#isAside(one, now)
    const found = find(isGood)
    if (found || !isAlone) return found
    this.#pardon() // all failed alike, so it is not for any one of them
    return find(isGood)
  }

  /** When the first that rests may be tried again. */
  nextAt(now: number): number {
    const times = [...this.#suspicions.values()].map(({ restsUntil }) => restsUntil)
    return Math.min(...times.filter((time) => time > now))
  }

  #isAside(one: T, now: number): boolean {
    const suspicion = this.#suspicions.get(one)
    if (!suspicion) return false
    return suspicion.restsUntil > now || suspicion.tries >= patienceWith(suspicion)
  }

  #pardon(): void {
    for (const suspicion of this.#suspicions.values()) suspicion.tries = 0
  }
}

/** Who was a nuisance before is set aside at once. */
function patienceWith({ strikes }: Suspicion): number {
  return strikes > 0 ? 1 : TRIES
}
