/**
 * Tells open pages that something arrived.
 *
 * It carries no content, only what changed: a page asks for the rows it shows. Nothing is kept, so a
 * page that was not listening simply loads the list.
 */

/** One event that was stored just now. */
export interface Arrival {
  readonly project: string
  readonly issueId: string
  readonly eventId: string
  /** True when this event made the issue. */
  readonly newIssue: boolean
}

/** Is told what arrived, oldest first. Must return at once; one that throws is not called again. */
export type ArrivalListener = (arrivals: readonly Arrival[]) => void

/** Settings of {@link Live}. */
export interface LiveOptions {
  /** How many may listen at a time; 100 when absent. */
  readonly maxListeners?: number
  /** Is told the error of a listener that threw and was let go. */
  readonly onListenerError?: (error: unknown) => void
}

const MAX_LISTENERS = 100
const MAX_ARRIVALS = 100

/** Who listens, and the one way to tell them all. */
export class Live {
  readonly #listeners = new Set<ArrivalListener>()
  readonly #closing = new AbortController()
  readonly #maxListeners: number
  readonly #onListenerError: (error: unknown) => void

  constructor(options: LiveOptions = {}) {
    this.#maxListeners = options.maxListeners ?? MAX_LISTENERS
    this.#onListenerError = options.onListenerError ?? (() => undefined)
  }

  /** Tells all listeners; of more than 100 arrivals only the last 100. Never throws. */
  publish(arrivals: readonly Arrival[]): void {
    if (arrivals.length === 0) return
    const latest = arrivals.slice(-MAX_ARRIVALS)
    for (const listener of this.#listeners) this.#tell(listener, latest)
  }

  /** Adds a listener and returns its undo. Throws when not {@link open}. */
  subscribe(listener: ArrivalListener): () => void {
    if (!this.open) throw new Error('no further listener is taken')
    const own: ArrivalListener = (arrivals) => listener(arrivals)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  /** Whether another listener may subscribe: false when full, and after {@link close}. */
  get open(): boolean {
    return !this.closed.aborted && this.#listeners.size < this.#maxListeners
  }

  /** How many listen now. */
  get listeners(): number {
    return this.#listeners.size
  }

  /** Aborts when {@link close} is called, so that whoever holds a connection lets it go. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** Lets all listeners go, for good. */
  close(): void {
    this.#listeners.clear()
    this.#closing.abort()
  }

  #tell(listener: ArrivalListener, arrivals: readonly Arrival[]): void {
    try {
      listener(arrivals)
    } catch (error) {
      this.#listeners.delete(listener)
      this.#onListenerError(error)
    }
  }
}
