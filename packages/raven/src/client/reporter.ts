/**
 * From a capture to its end: the way every event of a client takes.
 *
 * Books it, notes it, lets it be finished after the present turn, hands it to delivery, and holds the
 * end of the program for what is on its way.
 */

import { Outcomes, type Outcome } from '../delivery/outcomes.ts'
import type { SpooledEvent } from '../delivery/spool.ts'
import type { Snapshot } from '../events/build-event.ts'
import type { Cancel } from '../runtime/runtime.ts'
import type { Answer, TransportRequest } from '../transports/transport.ts'
import { Ledger, type LossReason, type Stats } from '../stats.ts'
import type { Delivery } from './delivery.ts'
import type { Finished, Finisher } from './finisher.ts'
import { Pending } from './pending.ts'
import type { Platform } from './platform.ts'
import { verdictOf, type Verdict } from './verdict.ts'
import type { Voice } from './voice.ts'

/** What a reporter needs. */
export interface ReporterOptions {
  readonly platform: Platform
  readonly voice: Voice
  readonly finisher: Finisher
  /** Makes the way to the server; undefined where there is none. */
  readonly createDelivery: (ledger: Ledger, outcomes: Outcomes) => Delivery | undefined
}

/** A snapshot, or why there will be no event. */
export type Taken = Snapshot | LossReason

/** Reports the events of one client. */
export class Reporter {
  readonly #options: ReporterOptions
  readonly #ledger: Ledger
  readonly #outcomes = new Outcomes()
  readonly #pending: Pending
  readonly #undo: Cancel[] = []
  /** Of events that are not finished yet. */
  readonly #verdicts = new Map<string, Verdict>()
  #delivery: Delivery | undefined
  #closed = false
  #watchesExit = false
  #watchesIdle = false

  constructor(options: ReporterOptions) {
    const { platform, voice } = options
    this.#options = options
    this.#ledger = new Ledger((reason, count) => voice.lost(reason, count))
    this.#pending = new Pending({
      defer: platform.runtime.defer,
      finish: (snapshot) => this.#finish(snapshot),
    })
    this.#delivery = options.createDelivery(this.#ledger, this.#outcomes)
  }

  /** Whether there is a way to the server. */
  get isOpen(): boolean {
    return this.#delivery !== undefined && !this.#closed
  }

  /** The books. */
  stats(): Stats {
    return this.#ledger.stats()
  }

  /** Takes a new way to the server. What is on the old one still arrives, or is left in its spool. */
  redirect(createDelivery: ReporterOptions['createDelivery']): void {
    this.#pending.finishAll()
    const old = this.#delivery
    if (old) this.#undo.push(old.courier.whenIdle(() => old.close()))
    this.#delivery = this.#closed ? undefined : createDelivery(this.#ledger, this.#outcomes)
  }

  /** Captures what `take` makes, under the given id; `when` may promise whether to report it. Never throws. */
  capture(id: string, take: () => Taken, when?: unknown): void {
    this.#ledger.capture()
    const delivery = this.#delivery
    if (!delivery || this.#closed) return this.#drop(id, 'disabled')
    if (this.#options.finisher.isInHook) return this.#drop(id, 'recursion')
    this.#outcomes.begin(id)
    this.#watchExit()
    this.#guard(id, () => {
      const taken = take()
      if (typeof taken === 'string') return this.#drop(id, taken)
      delivery.intent(id)
      const verdict = verdictOf(when, this.#options.platform.runtime.later)
      if (verdict) this.#verdicts.set(id, verdict)
      this.#pending.add(taken)
    })
    if (this.#options.platform.isExiting?.()) this.#end()
    else if (delivery.blocks) this.finishAll()
  }

  /** Sends one request by itself; undefined where there is no way to the server. */
  async sendAlone(request: TransportRequest): Promise<Answer | undefined> {
    const courier = this.#delivery?.courier
    if (!courier || this.#closed) return undefined
    return await new Promise<Answer>((resolve) => {
      const { hold } = this.#options.platform.runtime
      const stop = hold(ALONE_MS, () =>
        resolve({ ok: false, error: `no answer within ${ALONE_MS} ms` }),
      )
      courier.sendAlone(request, (answer) => {
        stop()
        resolve(answer)
      })
    })
  }

  /** Finishes everything captured, at once. */
  finishAll(): void {
    this.#pending.finishAll()
  }

  /** Sends what can be sent while nothing asynchronous runs. */
  settleBlocking(): void {
    this.#options.voice.guard(() => this.#delivery?.settleBlocking())
  }

  /** The event's end; see `Client.delivered`. */
  delivered(id: string): Promise<Outcome> {
    if (this.#delivery && this.#outcomes.isOpen(id)) this.#watchIdle(this.#delivery)
    return this.#outcomes.of(id)
  }

  /** See `Client.flush`. */
  async flush(timeoutMs: number): Promise<boolean> {
    const delivery = this.#delivery
    if (!delivery || this.#closed) return true
    this.#pending.finishAll()
    delivery.adopt()
    delivery.courier.retryNow()
    await this.#quiet(delivery, timeoutMs)
    return this.#pending.size === 0 && delivery.open === 0
  }

  /** Ends everything; what was not delivered stays in the spool. */
  close(): void {
    if (this.#closed) return
    this.#pending.end()
    this.#closed = true
    for (const undo of this.#undo.splice(0)) undo()
    this.#delivery?.close()
    this.#outcomes.endAll({ outcome: 'spooled' })
  }

  #finish(snapshot: Snapshot): void {
    const { id } = snapshot
    this.#guard(id, () => {
      const verdict = this.#verdicts.get(id)
      this.#verdicts.delete(id)
      if (verdict?.isWanted === false) return this.#drop(id, 'ignored')
      const finished = this.#options.finisher.finish(snapshot)
      if (finished.kind !== 'pending') return this.#judge(id, finished, verdict)
      const { meanwhile, later } = finished
      const isKept = meanwhile.kind === 'bytes' && this.#delivery?.keep(id, meanwhile.bytes)
      this.#pending.wait(later, {
        ended: (done) => this.#guard(id, () => this.#judge(id, done, verdict)),
        givenUp: () => void (isKept || this.#drop(id, 'closed')),
      })
    })
  }

  /** Hands over what is wanted; what nobody can tell of yet is kept until somebody can. */
  #judge(id: string, finished: Finished, verdict: Verdict | undefined): void {
    if (verdict?.isWanted === false) return this.#drop(id, 'ignored')
    if (!verdict || verdict.isWanted || finished.kind !== 'bytes') return this.#hand(id, finished)
    const kept = this.#delivery?.keep(id, finished.bytes)
    const handOver = (): void => this.#guard(id, () => this.#hand(id, finished, kept))
    this.#pending.wait(verdict.known, {
      ended: (isWanted) => (isWanted ? handOver() : this.#drop(id, 'ignored')),
      givenUp: handOver,
    })
  }

  #hand(id: string, finished: Finished, kept?: SpooledEvent): void {
    if (finished.kind === 'bytes') this.#delivery?.submit(id, finished.bytes, kept)
    else this.#drop(id, finished.reason)
  }

  #drop(id: string, reason: LossReason): void {
    this.#delivery?.discard(id)
    this.#ledger.drop('waiting', reason)
    this.#outcomes.end(id, { outcome: 'dropped', reason })
  }

  /** A failure of ours costs this one event, and says so. */
  #guard(id: string, work: () => void): void {
    this.#options.voice.guard(work, () => this.#drop(id, 'internal_error'))
  }

  /** One listener per client, from its first event on. */
  #watchExit(): void {
    if (this.#watchesExit) return
    this.#watchesExit = true
    const stop = this.#options.platform.onExit?.(() => this.#end())
    if (stop) this.#undo.push(stop)
  }

  /** Somebody waits for an event, which keeps no process alive: answer before it ends. */
  #watchIdle(delivery: Delivery): void {
    if (this.#watchesIdle) return
    this.#watchesIdle = true
    const stop = this.#options.platform.onIdle?.(() => void this.#answerWaiting(delivery))
    if (stop) this.#undo.push(stop)
  }

  /** Cannot reject: neither can anything it waits for. */
  async #answerWaiting(delivery: Delivery): Promise<void> {
    const { now } = this.#options.platform.runtime
    const start = now()
    await this.#quiet(delivery, delivery.patienceMs)
    delivery.heldFor(now() - start)
    this.#watchesIdle = false
    this.#outcomes.answerAll({ outcome: 'spooled' })
  }

  /** The process ends, and nothing asynchronous runs any more. */
  #end(): void {
    this.#options.voice.guard(() => {
      this.#pending.end()
      this.#delivery?.leave()
    })
  }

  /** Until nothing moves any more or time is over. The timer keeps the program alive meanwhile. */
  async #quiet(delivery: Delivery, timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = this.#options.platform.runtime.hold(bounded(timeoutMs), () => end())
      const end = () => {
        stop()
        resolve()
      }
      // `whenIdle` is a callback of ours, and a hook's promise was made safe; neither can reject
      void this.#pending.settled().then(() => delivery.courier.whenIdle(end))
    })
  }
}

/** Transports have a bound of their own; this is for those that break it. */
const ALONE_MS = 60_000

/** Longer timers fire at once, and Node says so on stderr. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function bounded(timeoutMs: number): number {
  return timeoutMs > 0 ? Math.min(timeoutMs, LONGEST_TIMER_MS) : 0
}
