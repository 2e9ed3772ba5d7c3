/** From finished bytes to the courier: kept first, sent second. Made when the first event is accepted. */

import type { Courier } from '../delivery/courier.ts'
import { Flood } from '../delivery/flood/flood.ts'
import type { FloodSettings } from '../delivery/flood/settings.ts'
import type { Tallies } from '../delivery/flood/tallies.ts'
import type { Outcomes } from '../delivery/outcomes.ts'
import type { Parcel } from '../delivery/parcel-queue.ts'
import type { Eviction, Spool, SpooledEvent } from '../delivery/spool.ts'
import type { Cancel } from '../runtime/runtime.ts'
import type { Ledger, LossReason } from '../stats.ts'
import type { LossReports } from './loss-reports.ts'

/** What delivering needs. */
export interface DeliveryOptions {
  readonly courier: Courier
  /** Opens the spool, if there is one; `onEvicted` is told what had to go. */
  readonly openSpool: (onEvicted: (eviction: Eviction) => void) => Spool | undefined
  /** Where floods are counted; absent where there is no disk. */
  readonly tallies: Tallies | undefined
  /** Numbers of flood control; false when there is none. */
  readonly flood: FloodSettings | false
  readonly reports: LossReports
  readonly ledger: Ledger
  readonly outcomes: Outcomes
  readonly now: () => number
  /** Runs a task later without keeping the process alive. */
  readonly later: (ms: number, task: () => void) => Cancel
  /** Keeps the process alive so long, or until cancelled. */
  readonly hold: (ms: number, task: () => void) => Cancel
  /** The longest the end of the process is held, in milliseconds, all in all. */
  readonly patienceMs: number
  /** Whether nothing is sent at all: events stay in the spool, this process's own and those of others. */
  readonly onlyKeeps: boolean
  /** Whether sending waits for the answer, so that events are finished inside the capture. */
  readonly blocks: boolean
}

/** Between two parts of a long taking over, so that the program's own work comes in between. */
const NEXT_LOOK_MS = 20
const KEEP_AGAIN_MS = 15_000

/** Hands events over, this process's own and those of dead ones. */
export class Delivery {
  readonly #options: DeliveryOptions
  /** False when it is switched off. */
  readonly flood: Flood | false
  #patienceMs: number
  #onlyKept = 0
  #stopLooking: Cancel = () => {}
  #letGo: Cancel = () => {}
  #stopKeeping: Cancel | undefined
  readonly #spool: Spool | undefined

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#patienceMs = options.patienceMs
    this.flood = options.flood && this.#createFlood(options.flood)
    this.#spool = options.openSpool((eviction) => this.#evicted(eviction))
    if (this.#spool && !options.onlyKeeps) this.#lookAgain(0)
  }

  /** How much longer the end of the process may be held, in milliseconds. */
  get patienceMs(): number {
    return this.#patienceMs
  }

  get blocks(): boolean {
    return this.#options.blocks
  }

  /** Events that have no end yet. */
  get open(): number {
    return this.courier.open + this.#onlyKept
  }

  /** What was lost on this way is told the server. */
  get reports(): LossReports {
    return this.#options.reports
  }

  get courier(): Courier {
    return this.#options.courier
  }

  intent(id: string): void {
    this.#spool?.intent(id, this.#options.now())
  }

  /** Keeps what is not to be sent yet; undefined when no disk takes it. */
  keep(id: string, payload: Uint8Array): SpooledEvent | undefined {
    return this.#spool?.append(id, this.#options.now(), payload)
  }

  /** Keeps a finished event, unless these very bytes are kept already, and sends it. */
  submit(id: string, payload: Uint8Array, already?: SpooledEvent): void {
    const time = this.#options.now()
    const kept = already ?? this.#spool?.append(id, time, payload)
    if (this.#options.onlyKeeps) return this.#keepOnly(id, kept !== undefined)
    const event = kept ?? this.#inMemory(id, time)
    const isKept = kept !== undefined
    this.courier.submit({ event, payload, standing: 'waiting', adopted: false, kept: isKept })
    if (!isKept) this.#keepLater()
    this.#holdOn()
  }

  /** The event came to an end before it was finished. */
  discard(id: string): void {
    this.#spool?.discard(id)
  }

  /** Takes over some of what dead processes left since the last look, and the rest soon. */
  adopt(): void {
    const againMs = this.#adoptSome()
    this.#lookAgainAfter(againMs === 0 ? NEXT_LOOK_MS : againMs)
  }

  /** Takes over all of it at once. */
  adoptAll(): void {
    let againMs = this.#adoptSome()
    while (againMs === 0) againMs = this.#adoptSome()
    this.#lookAgainAfter(againMs)
  }

  /** Sends what can be sent while nothing asynchronous runs, and leaves no empty files. */
  settleBlocking(): void {
    const start = this.#options.now()
    if (this.flood) this.flood.flush()
    this.courier.settleBlocking(this.#patienceMs)
    this.heldFor(this.#options.now() - start)
    this.#spool?.tidy()
    this.#options.tallies?.tidy()
  }

  /** The end of the process was held for so long, and will be held for less from now on. */
  heldFor(ms: number): void {
    this.#patienceMs = Math.max(0, this.#patienceMs - Math.max(0, ms))
  }

  /** The process ends now: what is on disk is left to the next client, the rest is given up. */
  leave(): void {
    this.#keepNow()
    this.settleBlocking()
    this.courier.abandon()
  }

  close(): void {
    this.#stopLooking()
    this.#stopKeeping?.()
    if (this.flood) this.flood.close()
    this.reports.close()
    this.#keepNow()
    this.courier.close()
    this.#letGo()
    this.#spool?.close()
    this.#options.tallies?.close()
  }

  #lookAgainAfter(ms = Infinity): void {
    const nextMs = Math.min(ms, this.#adoptTallies() ?? Infinity)
    if (nextMs < Infinity) this.#lookAgain(nextMs)
  }

  /** What was counted elsewhere and not sent is sent from here. */
  #adoptTallies(): number | undefined {
    const { tallies, courier, ledger, onlyKeeps } = this.#options
    const left = onlyKeeps ? undefined : tallies?.adopt()
    for (const { event, occurrences } of left?.tallies ?? []) {
      ledger.adopt('rolledUp', occurrences)
      const way = { standing: 'rolledUp', occurrences, adopted: true, kept: true } as const
      courier.submit({ event, payload: undefined, ...way })
    }
    return left?.againMs
  }

  /** When another look is worth while; 0 when there is more already. */
  #adoptSome(): number | undefined {
    const { courier, ledger, outcomes, onlyKeeps } = this.#options
    const found = onlyKeeps ? undefined : this.#spool?.adopt()
    if (!found) return undefined
    this.#adoptedLost('interrupted', found.interrupted.length, found.interrupted)
    this.#adoptedLost('spool_damaged', found.damaged)
    found.told()
    for (const event of found.events) {
      ledger.adopt()
      outcomes.begin(event.id)
      courier.submit({ event, payload: undefined, standing: 'waiting', adopted: true, kept: true })
    }
    return found.againMs
  }

  #adoptedLost(reason: LossReason, count: number, ids: readonly string[] = []): void {
    if (count === 0) return
    const { ledger, outcomes } = this.#options
    ledger.adopt('waiting', count)
    ledger.drop('waiting', reason, count)
    for (const id of ids) outcomes.end(id, { outcome: 'dropped', reason })
  }

  /** The folder was full. What nobody was told of yet is told now. */
  #evicted({ ids, isKnown }: Eviction): void {
    if (!isKnown) this.#adoptedLost('queue_overflow', ids.length, ids)
    else if (this.#options.onlyKeeps) for (const id of ids) this.#keptNoMore(id)
    else this.courier.evict(new Set(ids))
  }

  #keptNoMore(id: string): void {
    this.#onlyKept--
    this.#options.ledger.drop('spooled', 'queue_overflow')
    this.#options.outcomes.end(id, { outcome: 'dropped', reason: 'queue_overflow' })
  }

  /** A disk that refused is tried again as long as something is nowhere but in memory. */
  #keepLater(): void {
    if (!this.#spool || this.#stopKeeping) return
    this.#stopKeeping = this.#options.later(KEEP_AGAIN_MS, () => {
      this.#stopKeeping = undefined
      if (this.#keepNow()) this.#keepLater()
    })
  }

  /** Puts on disk what is only in memory; says whether something still is. */
  #keepNow(): boolean {
    return this.courier.keep(
      ({ event, payload }: Parcel) => payload && this.#spool?.append(event.id, event.time, payload),
    )
  }

  /** Nobody sends it, so where it is now is its end for this client. */
  #keepOnly(id: string, isKept: boolean): void {
    const { ledger, outcomes } = this.#options
    if (isKept) {
      this.#onlyKept++
      ledger.move('waiting', 'spooled')
      return outcomes.end(id, { outcome: 'spooled' })
    }
    this.discard(id)
    ledger.drop('waiting', 'queue_overflow')
    outcomes.end(id, { outcome: 'dropped', reason: 'queue_overflow' })
  }

  #lookAgain(ms: number): void {
    this.#stopLooking()
    this.#stopLooking = this.#options.later(ms, () => this.adopt())
  }

  /**
   * What is sent from the event loop is cut off when the loop ends. So it is held for what was captured
   * just now, and let go when nothing moves any more; never longer than the end of a program may take.
   */
  #holdOn(): void {
    const { hold, courier, patienceMs } = this.#options
    this.#letGo()
    if (courier.isIdle || !courier.needsLoop) return
    const release = hold(patienceMs, () => this.#letGo())
    const forget = courier.whenIdle(() => this.#letGo())
    this.#letGo = () => {
      release()
      forget()
    }
  }

  /** An event no disk would take. Its intent may be on one. */
  #inMemory(id: string, time: number): SpooledEvent {
    return { id, time, read: () => undefined, ack: () => this.discard(id) }
  }

  #createFlood(settings: FloodSettings): Flood {
    const { tallies, ledger, now, later } = this.#options
    return new Flood({
      settings,
      tallies,
      now,
      later,
      submit: (parcel) => this.#submitSummary(parcel),
      lost: (reason, occurrences) => ledger.drop('rolledUp', reason, occurrences),
    })
  }

  /** Where nobody sends, its numbers stay on disk for who will. */
  #submitSummary(parcel: Parcel): void {
    const { onlyKeeps, ledger } = this.#options
    if (!onlyKeeps) return this.courier.submit(parcel)
    if (parcel.kept) this.#onlyKept++
    else ledger.drop('rolledUp', 'queue_overflow', parcel.occurrences)
  }
}
