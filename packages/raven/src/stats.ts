/**
 * The ledger: every occurrence accounted for, at any moment.
 *
 * `captured + adopted = sent + waiting + spooled + rolledUp + handedOver + dropped`. Nothing leaves
 * one column without entering another, so the equation cannot be broken by forgetting half of it.
 */

/** Why an event will never arrive. */
export type LossReason =
  /** The client has no DSN, or was closed. */
  | 'disabled'
  /** A hook or processor said no. */
  | 'before_send'
  | 'event_processor'
  /** Captured by a hook of the same client, which would go round in circles. */
  | 'recursion'
  /** The program does not want to hear of such errors. */
  | 'ignored'
  /** Left out by `sampleRate`. */
  | 'sample_rate'
  /** The very same error object was captured before. */
  | 'duplicate'
  /** The server refused it for good. */
  | 'rejected'
  /** Larger than a server takes, even after everything optional was left out. */
  | 'too_large'
  /** No place left to keep it while the server is away. */
  | 'queue_overflow'
  /** More at once than may be sent, and no disk to keep the rest on. */
  | 'flood'
  /** Waited longer than it is kept. */
  | 'too_old'
  /** The process ended inside the very turn that captured it. */
  | 'interrupted'
  /** A record in the spool that cannot be read any more. */
  | 'spool_damaged'
  /** The end came while the server was away, and there was no disk to keep it on. */
  | 'closed'
  /** Our own fault. */
  | 'internal_error'

/** Where an occurrence stands that is not lost. */
export type Standing = 'sent' | 'waiting' | 'spooled' | 'rolledUp' | 'handedOver'

/** The ledger of one client, in occurrences. */
export interface Stats {
  /** Calls of a capture method. */
  readonly captured: number
  /** Taken over from a process that ended. */
  readonly adopted: number
  /** The server said yes. */
  readonly sent: number
  /** On their way. */
  readonly waiting: number
  /** Refused for now; kept, and sent again later. */
  readonly spooled: number
  /** Counted in a summary event in place of one of their own. */
  readonly rolledUp: number
  /** Given to somebody else to deliver. */
  readonly handedOver: number
  /** Summary events the server took; each stands for many of `rolledUp`, and is in no sum. */
  readonly reports: number
  /** Will never arrive, by reason. */
  readonly dropped: Readonly<Partial<Record<LossReason, number>>>
}

/** Keeps the books of one client. */
export class Ledger {
  #captured = 0
  #adopted = 0
  readonly #standing: Record<Standing, number> = {
    sent: 0,
    waiting: 0,
    spooled: 0,
    rolledUp: 0,
    handedOver: 0,
  }
  #reports = 0
  readonly #dropped = new Map<LossReason, number>()
  readonly #onLoss: (reason: LossReason, count: number) => void

  /** `onLoss` is called after each loss was booked; it must not throw. */
  constructor(onLoss: (reason: LossReason, count: number) => void = () => {}) {
    this.#onLoss = onLoss
  }

  /** Somebody called a capture method. */
  capture(): void {
    this.#captured++
    this.#standing.waiting++
  }

  /** Taken over from another process. */
  adopt(standing: Standing = 'waiting', count = 1): void {
    this.#adopted += count
    this.#standing[standing] += count
  }

  move(from: Standing, to: Standing): void {
    this.#standing[from]--
    this.#standing[to]++
  }

  /** The server took a summary of what is `rolledUp`. */
  report(): void {
    this.#reports++
  }

  drop(from: Standing, reason: LossReason, count = 1): void {
    this.#standing[from] -= count
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count)
    this.#onLoss(reason, count)
  }

  /** A copy of the books. */
  stats(): Stats {
    return {
      captured: this.#captured,
      adopted: this.#adopted,
      ...this.#standing,
      reports: this.#reports,
      dropped: Object.fromEntries(this.#dropped),
    }
  }
}
