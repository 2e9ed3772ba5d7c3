/**
 * Brings finished events to the server: the states from "spooled" to "acknowledged".
 *
 * One queue, oldest first. A few requests are under way at once; what the server refuses for now goes
 * back to the head of the queue and waits for the gate; every end is booked once.
 */

import { RateLimits } from '../protocol/rate-limits.ts'
import type { Cancel } from '../runtime/runtime.ts'
import type { Ledger, LossReason, Standing } from '../stats.ts'
import type { Answer, Transport, TransportRequest } from '../transports/transport.ts'
import { Gate } from './gate.ts'
import type { Outcomes } from './outcomes.ts'
import type { SpooledEvent } from './spool.ts'
import { answerText, verdictOf } from './verdict.ts'

/** What a courier needs. */
export interface CourierOptions {
  readonly transport: Transport
  readonly ledger: Ledger
  readonly outcomes: Outcomes
  readonly now: () => number
  readonly random: () => number
  readonly later: (ms: number, task: () => void) => Cancel
  /** The request that carries this event. */
  readonly requestFor: (event: SpooledEvent, payload: Uint8Array) => TransportRequest
  /** Called for each refusal and each failed attempt, with words for people. */
  readonly onTrouble: (detail: string) => void
}

/** An event on its way. */
export interface Parcel {
  readonly event: SpooledEvent
  /** Its JSON, as long as it is held in memory. */
  payload: Uint8Array | undefined
  standing: Extract<Standing, 'waiting' | 'spooled'>
  /** Left by another process; it never holds up the end of this one. */
  readonly adopted: boolean
  /** Whether it can be read again from the spool. */
  readonly kept: boolean
}

/** Payloads held in memory; beyond this they are read from the spool when their turn comes. */
const MAX_MEMORY = 8 * 1024 * 1024
/** Events that can only be held in memory. */
const MAX_UNKEPT = 500
/** An event that could not be sent for so long is let go. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000
const CATEGORY = 'error'

/** Delivers for one client. */
export class Courier {
  readonly #options: CourierOptions
  readonly #queue: Parcel[] = []
  readonly #underWay = new Set<Parcel>()
  readonly #limits = new RateLimits()
  readonly #gate: Gate
  readonly #idle = new Set<() => void>()
  #memory = 0
  #cancelWake: Cancel | undefined
  #dying = false
  #pumping = false

  constructor(options: CourierOptions) {
    this.#options = options
    this.#gate = new Gate(options.transport.concurrency, options.random)
  }

  /** Takes a parcel and sends it when its turn comes. */
  submit(parcel: Parcel): void {
    if (!parcel.kept && this.#queue.length >= MAX_UNKEPT) {
      this.#drop(parcel, 'queue_overflow')
      return
    }
    this.#memory += parcel.payload?.byteLength ?? 0
    if (parcel.kept && this.#memory > MAX_MEMORY) this.#release(parcel)
    this.#queue.push(parcel)
    this.#pump()
  }

  /** Parcels that have no end yet. */
  get open(): number {
    return this.#queue.length + this.#underWay.size
  }

  /** True when nothing moves: all has ended, or what is left waits for a better time. */
  get isIdle(): boolean {
    return this.#underWay.size === 0 && (this.#queue.length === 0 || this.#limit() === 0)
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

  /** Tries again now, unless the server itself said when to come back. */
  retryNow(): void {
    this.#gate.probe(this.#options.now())
    this.#pump()
  }

  /** Sends what is this process's own while nothing asynchronous runs, at most `ms` milliseconds. */
  settleBlocking(ms: number): void {
    const { transport, now } = this.#options
    const deadline = now() + ms
    this.#dying = true
    this.#pump()
    while ([...this.#underWay].some(({ adopted }) => !adopted)) {
      const left = deadline - now()
      if (left <= 0 || !transport.wait?.(left)) break
    }
    this.#dying = false
  }

  /** Ends the courier; what has no end yet stays where it is kept, the rest is lost and said. */
  close(): void {
    this.#cancelWake?.()
    this.#options.transport.close()
    this.abandon()
  }

  /** Gives up, and books, what is kept nowhere and can no longer be sent. */
  abandon(): void {
    const parcels = [...this.#underWay, ...this.#queue]
    this.#underWay.clear()
    this.#queue.length = 0
    for (const parcel of parcels) {
      if (!parcel.kept) this.#drop(parcel, 'closed')
    }
  }

  #limit(): number {
    const now = this.#options.now()
    return this.#limits.blockedUntil(CATEGORY, now) > now ? 0 : this.#gate.limit(now)
  }

  /** A transport may answer at once; the loop that is running already then goes on. */
  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    while (this.#underWay.size < this.#limit()) {
      const parcel = this.#next()
      if (!parcel) break
      this.#send(parcel)
    }
    this.#pumping = false
    if (this.#queue.length > 0 && this.#limit() === 0) this.#wakeLater()
    if (this.isIdle) this.#tellIdle()
  }

  /** The oldest parcel; in a dying process the oldest of its own. */
  #next(): Parcel | undefined {
    if (!this.#dying) return this.#queue.shift()
    const index = this.#queue.findIndex(({ adopted }) => !adopted)
    return index === -1 ? undefined : this.#queue.splice(index, 1)[0]
  }

  #send(parcel: Parcel): void {
    const { now, requestFor, transport } = this.#options
    if (now() - parcel.event.time > MAX_AGE_MS) return this.#drop(parcel, 'too_old')
    const payload = parcel.payload ?? parcel.event.read()
    if (!payload) return this.#drop(parcel, 'spool_damaged')
    this.#underWay.add(parcel)
    transport.send(requestFor(parcel.event, payload), (answer) => this.#answered(parcel, answer))
  }

  #answered(parcel: Parcel, answer: Answer): void {
    if (!this.#underWay.delete(parcel)) return
    const limited = this.#readLimits(answer)
    switch (verdictOf(answer)) {
      case 'sent':
        this.#gate.success()
        this.#sent(parcel, answer)
        break
      case 'never':
        this.#gate.success()
        this.#options.onTrouble(answerText(answer))
        this.#drop(parcel, answer.ok && answer.status === 413 ? 'too_large' : 'rejected', answer)
        break
      case 'later':
        this.#gate.failure(this.#options.now(), limited)
        this.#options.onTrouble(answerText(answer))
        this.#putBack(parcel)
    }
    this.#pump()
  }

  /** Until when the server wants quiet, if it said so. */
  #readLimits(answer: Answer): number | undefined {
    if (!answer.ok) return undefined
    const now = this.#options.now()
    const { 'retry-after': retryAfter, 'x-sentry-rate-limits': rateLimits } = answer.headers
    this.#limits.update(
      {
        status: answer.status,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(rateLimits === undefined ? {} : { rateLimits }),
      },
      now,
    )
    const until = this.#limits.blockedUntil(CATEGORY, now)
    return until > now ? until : undefined
  }

  #sent(parcel: Parcel, answer: Answer): void {
    this.#forget(parcel)
    this.#options.ledger.move(parcel.standing, 'sent')
    this.#options.outcomes.end(parcel.event.id, { outcome: 'sent', ...statusOf(answer) })
  }

  #drop(parcel: Parcel, reason: LossReason, answer?: Answer): void {
    this.#forget(parcel)
    this.#options.ledger.drop(parcel.standing, reason)
    const told = answer === undefined ? {} : { ...statusOf(answer), detail: answerText(answer) }
    this.#options.outcomes.end(parcel.event.id, { outcome: 'dropped', reason, ...told })
  }

  /** Back to the head of the queue, which stays sorted by age. */
  #putBack(parcel: Parcel): void {
    if (parcel.standing === 'waiting') this.#options.ledger.move('waiting', 'spooled')
    parcel.standing = 'spooled'
    const later = this.#queue.findIndex(({ event }) => event.time > parcel.event.time)
    this.#queue.splice(later === -1 ? this.#queue.length : later, 0, parcel)
  }

  #forget(parcel: Parcel): void {
    this.#release(parcel)
    parcel.event.ack()
  }

  #release(parcel: Parcel): void {
    this.#memory -= parcel.payload?.byteLength ?? 0
    parcel.payload = undefined
  }

  #wakeLater(): void {
    if (this.#cancelWake) return
    const now = this.#options.now()
    const until = Math.max(this.#gate.openAt, this.#limits.blockedUntil(CATEGORY, now))
    this.#cancelWake = this.#options.later(Math.max(1, until - now), () => {
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
