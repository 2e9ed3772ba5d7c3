/**
 * Brings finished events to the server: the states from "spooled" to "acknowledged".
 *
 * One queue, oldest first. A few requests are under way at once; what the server refuses for now goes
 * back to its place in the queue and waits for the gate; every end is booked once.
 */

import { parseRetryAfter, RateLimits } from '../protocol/rate-limits.ts'
import type { Cancel } from '../runtime/runtime.ts'
import type { Ledger, LossReason } from '../stats.ts'
import type { Answer, Transport, TransportRequest } from '../transports/transport.ts'
import { messageOf } from '../values/describe.ts'
import { Pace } from './flood/pace.ts'
import type { Throttle } from './flood/throttle.ts'
import { Gate } from './gate.ts'
import type { Outcomes } from './outcomes.ts'
import { ParcelQueue, type Parcel } from './parcel-queue.ts'
import type { SpooledEvent } from './spool.ts'
import { Suspects } from './suspects.ts'
import { answerText, endOf, verdictOf } from './verdict.ts'

/** Hears of a lost event. */
export type OnLost = (id: string, reason: LossReason, read: () => Uint8Array | undefined) => void

/** What a courier needs. */
export interface CourierOptions {
  readonly transport: Transport
  readonly ledger: Ledger
  readonly outcomes: Outcomes
  readonly now: () => number
  readonly random: () => number
  readonly later: (ms: number, task: () => void) => Cancel
  /** How fast this process's own events may leave; as fast as may be where it is absent. */
  readonly throttle?: Throttle | undefined
  /** A request was refused, or not answered. */
  readonly onFailed?: ((answer: Answer) => void) | undefined
  /** An event is lost; `read` answers the items of its envelope, as long as it is called at once. */
  readonly onLost?: OnLost | undefined
  /**
   * After so long nobody will answer any more, because the request that was served by the sender is over,
   * and its sending with it. Absent where sending outlives requests.
   */
  readonly goneAfterMs?: number | undefined
  /** The request that carries this event. */
  readonly requestFor: (event: SpooledEvent, payload: Uint8Array) => TransportRequest
}

/** An event that could not be sent for so long is let go. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000
/** The longest sleep: what waits grows old meanwhile. */
const LONGEST_SLEEP_MS = 10 * 60 * 1000
const CATEGORY = 'error'

/** Delivers for one client. */
export class Courier {
  readonly #options: CourierOptions
  readonly #queue = new ParcelQueue()
  readonly #underWay = new Set<Parcel>()
  readonly #limits = new RateLimits()
  readonly #gate: Gate
  readonly #suspects = new Suspects<Parcel>()
  readonly #idle = new Set<() => void>()
  readonly #pace: Pace<Parcel>
  #cancelWake: Cancel | undefined
  #beside = 0
  #dying = false
  #pumping = false
  #closed = false
  /** All that waits has to wait longer, though the gate is open. */
  #isResting = false

  constructor(options: CourierOptions) {
    this.#options = options
    this.#gate = new Gate(options.transport.concurrency, options.random)
    const { throttle, now, later } = options
    const release = (parcels: readonly Parcel[]) => this.#release(parcels)
    this.#pace = new Pace({ throttle, now, later, release })
  }

  /** Takes a parcel and sends it when its turn comes; after `close` it is only kept, or lost and said. */
  submit(parcel: Parcel): void {
    if (this.#closed) return this.#giveUp(parcel)
    // what a dead process left was held back in its time
    const dueAt = parcel.adopted ? undefined : this.#pace.reserve()
    const isHeld = dueAt !== undefined
    if (!this.#queue.add(parcel, isHeld))
      return this.#drop(parcel, isHeld ? 'flood' : 'queue_overflow')
    if (!isHeld) return this.#pump()
    if (parcel.kept) this.#toSpooled(parcel)
    this.#pace.hold(parcel, dueAt)
  }

  /** Sends one request by itself, beside the queue. The transport may answer at once. */
  sendAlone(request: TransportRequest, done: (answer: Answer) => void): void {
    try {
      this.#options.transport.send(request, done)
    } catch (error) {
      done({ ok: false, error: messageOf(error) }) // of what was handed over by hand, not all can be sent
    }
  }

  /** Sends what is no event, beside the queue; false while the server is to be left in peace. */
  sendBeside(request: TransportRequest, done: (answer: Answer) => void): boolean {
    if (this.#closed || this.#limit() === 0) return false
    this.#beside++
    let isOpen = true
    this.#options.transport.send(request, (answer) => {
      if (!isOpen) return
      isOpen = false
      this.#beside--
      done(answer)
      if (this.isIdle) this.#tellIdle()
    })
    return true
  }

  /** Whether sending goes on only as long as the event loop runs. */
  get needsLoop(): boolean {
    return this.#options.transport.wait === undefined
  }

  /** Parcels that have no end yet. */
  get open(): number {
    return this.#queue.open
  }

  /** True when nothing moves: all has ended, or what is left waits for a better time. */
  get isIdle(): boolean {
    if (this.#beside > 0 || this.#underWay.size > 0) return false
    return this.#queue.waiting === 0 || this.#isResting || this.#limit() === 0
  }

  /** Calls back once as soon as nothing moves. */
  whenIdle(callback: () => void): Cancel {
    if (this.isIdle) {
      callback()
      return () => {}
    }
    this.#idle.add(callback)
    return () => this.#idle.delete(callback)
  }

  /** Sends all that waits now, past the pace, unless the server itself said when to come back. */
  retryNow(): void {
    this.#gate.probe(this.#options.now())
    this.#pace.lift()
    this.#pump()
  }

  /** Sends what the pace held back: the end has come. */
  liftPace(): void {
    this.#pace.lift()
  }

  /** For a program whose event loop stands still: lets go what is due, and takes answers that came. */
  catchUp(): void {
    this.#pace.letGo()
    while (this.#underWay.size > 0 && this.#options.transport.wait?.(0)) continue
  }

  /** Hands what is only in memory to `put`, oldest first, until it fails; says whether something is left. */
  keep(put: (parcel: Parcel) => SpooledEvent | undefined): boolean {
    for (const parcel of this.#queue.unkept) {
      if (parcel.standing === 'rolledUp') continue // counted in a file of its own
      const event = put(parcel)
      if (!event) return true
      this.#queue.keep(parcel, event)
    }
    return false
  }

  /** The spool had no room for these any more. */
  evict(ids: ReadonlySet<string>): void {
    const held = this.#pace.remove(({ event }) => ids.has(event.id))
    for (const parcel of [...held, ...this.#queue.evict(ids)]) this.#drop(parcel, 'queue_overflow')
    for (const parcel of this.#underWay) if (ids.has(parcel.event.id)) parcel.isEvicted = true
  }

  /** Sends what is this process's own while nothing asynchronous runs, at most `ms` milliseconds. */
  settleBlocking(ms: number): void {
    const { transport, now } = this.#options
    const deadline = now() + ms
    this.#dying = true
    this.#pace.lift()
    this.#pump()
    while (this.#ownMoves()) {
      const left = deadline - now()
      if (left <= 0 || !transport.wait?.(left)) break
    }
    this.#dying = false
  }

  /** Ends the courier; what has no end yet stays where it is kept, the rest is lost and said. */
  close(): void {
    this.#closed = true
    this.#cancelWake?.()
    this.#options.transport.close()
    this.abandon()
    this.#tellIdle()
  }

  /** Gives up, and books, what is kept nowhere and can no longer be sent. */
  abandon(): void {
    this.#underWay.clear()
    this.#pace.clear()
    for (const parcel of this.#queue.clear()) this.#giveUp(parcel)
  }

  /** Whether an event of this process's own may still come to its end without the event loop. */
  #ownMoves(): boolean {
    if ([...this.#underWay].some(({ adopted }) => !adopted)) return true
    return this.#underWay.size > 0 && this.#queue.hasOwn && this.#limit() > 0
  }

  #limit(): number {
    const now = this.#options.now()
    return this.#limits.blockedUntil(CATEGORY, now) > now ? 0 : this.#gate.limit(now)
  }

  /** A transport may answer at once; the loop that is running already then goes on. */
  #pump(): void {
    if (this.#pumping || this.#closed) return
    this.#pumping = true
    this.#isResting = false
    this.#dropOld()
    while (this.#underWay.size < this.#limit()) {
      const parcel = this.#next()
      this.#isResting = parcel === undefined
      if (!parcel) break
      this.#send(parcel)
    }
    this.#pumping = false
    if (this.#queue.waiting > 0 && (this.#isResting || this.#limit() === 0)) this.#wakeLater()
    if (this.isIdle) this.#tellIdle()
  }

  #next(): Parcel | undefined {
    const isWanted = ({ adopted }: Parcel) => !adopted || !this.#dying
    return this.#suspects.pick(
      (isGood) => this.#queue.next((parcel) => isWanted(parcel) && isGood(parcel)),
      this.#options.now(),
      this.#underWay.size === 0,
    )
  }

  #dropOld(): void {
    const oldest = this.#options.now() - MAX_AGE_MS
    for (let parcel; (parcel = this.#queue.nextOlder(oldest));) this.#drop(parcel, 'too_old')
  }

  #send(parcel: Parcel): void {
    const payload = parcel.payload ?? parcel.event.read()
    const request = payload && this.#requestFor(parcel, payload)
    if (!request) return this.#drop(parcel, 'spool_damaged')
    this.#underWay.add(parcel)
    const done = this.#onceAnswered(parcel)
    const send = (): void => this.sendAlone(request, done)
    const there = this.#options.outcomes.takeWaiter(parcel.event.id)
    if (there) there(send)
    else send()
  }

  /** Undefined when the bytes are whole and no event all the same. */
  #requestFor({ event }: Parcel, payload: Uint8Array): TransportRequest | undefined {
    try {
      return this.#options.requestFor(event, payload)
    } catch {
      return undefined // booked by the caller as what it is: a record nobody can read
    }
  }

  /** Transports may be written by others: of several answers to one request the first counts. */
  #onceAnswered(parcel: Parcel): (answer: Answer) => void {
    const { goneAfterMs, later } = this.#options
    let answered = false
    const once = (end: () => void): void => {
      if (answered) return
      answered = true
      stop?.()
      if (this.#underWay.delete(parcel)) end()
    }
    const stop =
      goneAfterMs === undefined
        ? undefined
        : later(goneAfterMs, () => once(() => this.#gone(parcel)))
    return (answer) => once(() => this.#answered(parcel, answer))
  }

  /** Sent by a request that is over. The server had no say in it. */
  #gone(parcel: Parcel): void {
    this.#putBack(parcel)
    this.#pump()
  }

  #answered(parcel: Parcel, answer: Answer): void {
    const verdict = verdictOf(answer)
    if (verdict !== 'sent') this.#options.onFailed?.(answer)
    const retryAt = this.#readLimits(answer, verdict === 'later')
    switch (verdict) {
      case 'sent':
        this.#gate.success()
        this.#suspects.succeeded(parcel, this.#options.now())
        this.#sent(parcel, answer)
        break
      case 'never':
        this.#gate.success()
        this.#drop(parcel, answer.ok && answer.status === 413 ? 'too_large' : 'rejected', answer)
        break
      case 'later':
        this.#gate.failure(this.#options.now(), retryAt)
        if (retryAt === undefined) this.#suspects.failed(parcel)
        this.#putBack(parcel)
    }
    this.#pump()
  }

  /**
   * Until when the server wants quiet, if it said so. `Retry-After` has a meaning on any answer that is
   * no final one (RFC 9110, 10.2.3), but `X-Sentry-Rate-Limits` stands above it (protocol section 18).
   */
  #readLimits(answer: Answer, isRefusal: boolean): number | undefined {
    if (!answer.ok) return undefined
    const now = this.#options.now()
    const { 'retry-after': retryAfter, 'x-sentry-rate-limits': rateLimits } = answer.headers
    this.#limits.update({ status: answer.status, retryAfter, rateLimits }, now)
    const until = this.#limits.blockedUntil(CATEGORY, now)
    if (until > now) return until
    const isTold = isRefusal && rateLimits === undefined && retryAfter !== undefined
    return isTold ? parseRetryAfter(retryAfter, now) : undefined
  }

  #sent(parcel: Parcel, answer: Answer): void {
    const { ledger } = this.#options
    this.#end(parcel)
    if (parcel.standing === 'rolledUp') return ledger.report()
    const outcome = endOf(answer)
    ledger.move(parcel.standing, outcome === 'sent' ? 'sent' : 'handedOver')
    this.#options.outcomes.end(parcel.event.id, { outcome, ...statusOf(answer) })
  }

  #drop(parcel: Parcel, reason: LossReason, answer?: Answer): void {
    const { event, payload } = parcel
    this.#options.onLost?.(event.id, reason, () => payload ?? event.read())
    this.#end(parcel)
    this.#options.ledger.drop(parcel.standing, reason, parcel.occurrences)
    const told = answer === undefined ? {} : { ...statusOf(answer), detail: answerText(answer) }
    this.#options.outcomes.end(parcel.event.id, { outcome: 'dropped', reason, ...told })
  }

  #giveUp(parcel: Parcel): void {
    if (!parcel.kept) this.#drop(parcel, 'closed')
  }

  #putBack(parcel: Parcel): void {
    this.#toSpooled(parcel)
    if (parcel.isEvicted) this.#drop(parcel, 'queue_overflow')
    else this.#queue.putBack(parcel)
  }

  #toSpooled(parcel: Parcel): void {
    if (parcel.standing !== 'waiting') return
    this.#options.ledger.move('waiting', 'spooled')
    parcel.standing = 'spooled'
  }

  #release(parcels: readonly Parcel[]): void {
    for (const parcel of parcels) this.#queue.putBack(parcel)
    this.#pump()
  }

  #end(parcel: Parcel): void {
    this.#suspects.forget(parcel)
    this.#queue.end(parcel)
    parcel.event.ack()
  }

  #wakeLater(): void {
    if (this.#cancelWake) return
    const now = this.#options.now()
    const until = this.#isResting
      ? this.#suspects.nextAt(now)
      : Math.max(this.#gate.openAt, this.#limits.blockedUntil(CATEGORY, now))
    const ms = Math.min(Math.max(1, until - now), LONGEST_SLEEP_MS)
    this.#cancelWake = this.#options.later(ms, () => {
      this.#cancelWake = undefined
      this.#pump()
    })
  }

  #tellIdle(): void {
    const callbacks = [...this.#idle]
    this.#idle.clear()
    for (const callback of callbacks) callback()
  }
}

function statusOf(answer: Answer): { status?: number } {
  return answer.ok ? { status: answer.status } : {}
}
