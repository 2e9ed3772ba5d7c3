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
import type { Failures } from './failures.ts'
import type { Finished, Finisher, Unfinished } from './finisher.ts'
import { KindWatch } from './kind-watch.ts'
import { Pending } from './pending.ts'
import type { Platform } from './platform.ts'
import { verdictOf, type Verdict } from './verdict.ts'
import type { Voice } from './voice.ts'

/** What a reporter needs. */
export interface ReporterOptions {
  readonly platform: Platform
  readonly voice: Voice
  readonly finisher: Finisher
  readonly failures: Failures
  /** Makes the way to the server; undefined where there is none. */
  readonly createDelivery: (ledger: Ledger, outcomes: Outcomes) => Delivery | undefined
}

/** A snapshot, or why there will be no event: it is lost, or was counted in a summary. */
export type Taken = Snapshot | LossReason | 'counted'

/** Whether one more event of a kind is to be made; see {@link Flood}. */
export type Admit = (key: string) => boolean

/** What is not known to be wanted, and of which kind it is. */
interface Undecided {
  readonly verdict: Verdict
  readonly key: string
}

/** How one event is made, and whether it is known to be wanted. */
interface Capture {
  readonly take: (admit: Admit) => Taken
  readonly verdict: Verdict | undefined
}

/** Reports the events of one client. */
export class Reporter {
  readonly #options: ReporterOptions
  readonly #ledger: Ledger
  readonly #outcomes = new Outcomes()
  readonly #pending: Pending
  readonly #undo: Cancel[] = []
  /** Of events that are not finished yet. */
  readonly #verdicts = new Map<string, Undecided>()
  #delivery: Delivery | undefined
  /** The usual way while another is taken; see {@link divert}. */
  #home: { delivery: Delivery | undefined } | undefined
  /** Ways to servers of before, on which something still moves, and the usual way while it rests. */
  readonly #left = new Set<Delivery>()
  #closed = false
  #watchesExit = false
  #wasIdle = false
  #watchesIdle = false

  constructor(options: ReporterOptions) {
    const { platform, voice } = options
    this.#options = options
    this.#ledger = new Ledger((reason, count) => {
      voice.lost(reason, count)
      this.#delivery?.reports.record(reason, count)
    })
    this.#pending = new Pending({
      now: platform.runtime.now,
      defer: (task) => this.#defer(task),
      apart: platform.runtime.here !== undefined,
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
    const place = this.#home ?? { delivery: this.#delivery }
    const old = place.delivery
    if (old) this.#leave(old)
    place.delivery = this.#closed ? undefined : createDelivery(this.#ledger, this.#outcomes)
    if (!this.#home) this.#delivery = place.delivery
    else if (place.delivery) this.#left.add(place.delivery)
  }

  /** Takes another way until undone; the one of before rests meanwhile, and is taken again. */
  divert(createDelivery: ReporterOptions['createDelivery']): Cancel {
    const home = { delivery: this.#delivery }
    this.#pending.finishAll()
    if (home.delivery) this.#left.add(home.delivery)
    this.#home = home
    this.#delivery = this.#closed ? undefined : createDelivery(this.#ledger, this.#outcomes)
    return () => {
      if (this.#home !== home) return
      this.#pending.finishAll()
      this.#delivery?.close()
      this.#home = undefined
      if (home.delivery) this.#left.delete(home.delivery)
      this.#delivery = this.#closed ? undefined : home.delivery
    }
  }

  /** It is closed when nothing moves there any more, or with the client. */
  #leave(old: Delivery): void {
    this.#left.add(old)
    old.courier.whenIdle(() => {
      if (this.#left.delete(old)) old.close()
    })
  }

  /** Captures what `take` makes, under the given id; `when` may promise whether to report it. Never throws. */
  capture(id: string, take: (admit: Admit) => Taken, when?: unknown): void {
    this.#ledger.capture()
    const delivery = this.#delivery
    if (!delivery || this.#closed) return this.#drop(id, 'disabled')
    const { finisher, failures } = this.#options
    if (finisher.isInHook || failures.isTelling) return this.#drop(id, 'recursion')
    this.#outcomes.begin(id)
    this.#watchExit()
    this.#guard(id, () => {
      const verdict = verdictOf(when, this.#options.platform.runtime.later)
      this.#take(delivery, id, { take, verdict })
    })
    if (this.#options.platform.isExiting?.()) this.#end()
    else if (delivery.blocks) this.finishAll()
    else if (this.#pending.isLate()) this.#goOnWithin(delivery)
  }

  /** A program that does not yield may never do so: what it captured leaves from inside its captures. */
  #goOnWithin({ courier }: Delivery): void {
    this.#pending.finishSome()
    this.#options.voice.guard(() => courier.catchUp())
  }

  #take(delivery: Delivery, id: string, { take, verdict }: Capture): void {
    const watch = new KindWatch(delivery.flood, verdict !== undefined)
    const taken = take(watch.admit)
    if (watch.lost !== undefined) return this.#drop(id, watch.lost)
    const { takeBack } = watch
    if (takeBack && verdict) return this.#countForNow(id, verdict, takeBack)
    if (taken === 'counted') return this.#countIn(id)
    if (typeof taken === 'string') return this.#drop(id, taken)
    if (watch.beginsSummary) return this.#summarize(delivery, taken, watch.key)
    delivery.intent(id)
    if (verdict) this.#verdicts.set(id, { verdict, key: watch.key })
    this.#pending.add(taken)
  }

  /** One of many of its kind, and not known to be wanted: a summary tells of it unless it is taken back in time. */
  #countForNow(id: string, verdict: Verdict, takeBack: () => boolean): void {
    this.#ledger.move('waiting', 'rolledUp')
    const stays = (): void => this.#outcomes.end(id, { outcome: 'rolled_up' })
    this.#pending.wait(verdict.known, {
      ended: (isWanted) => {
        if (isWanted || !takeBack()) return stays()
        this.#ledger.move('rolledUp', 'waiting')
        this.#drop(id, 'ignored')
      },
      givenUp: stays,
    })
  }

  /** Finished at once: a program stuck in a loop of errors may never come to it later. */
  #summarize({ flood }: Delivery, snapshot: Snapshot, key: string): void {
    if (!flood) return
    const { id } = snapshot
    const finished = this.#options.finisher.finish(snapshot)
    const first = 'meanwhile' in finished ? finished.meanwhile : finished
    if (first.kind === 'bytes') {
      flood.begin(key, id, first.bytes)
      this.#countIn(id)
    } else {
      flood.refuse(key, first.reason)
      this.#drop(id, first.reason)
    }
    const improve = (done: Finished | Unfinished): void => {
      if (done.kind === 'bytes') flood.improve(key, id, done.bytes)
      else if (done.kind === 'dropped') flood.withdraw(key, id, done.reason)
      else this.#later(done.later, improve)
    }
    if (finished.kind === 'pending') improve(finished)
    if (finished.kind === 'unmapped') this.#later(finished.maps, () => improve(finished.finish()))
  }

  /** Something that makes an event better, and that nobody waits for at the end. */
  #later<T>(promise: Promise<T>, improve: (value: T) => void): void {
    this.#pending.wait(promise, {
      ended: (value) => this.#options.voice.guard(() => improve(value)),
      givenUp: () => {},
    })
  }

  #countIn(id: string): void {
    this.#ledger.move('waiting', 'rolledUp')
    this.#outcomes.end(id, { outcome: 'rolled_up' })
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
    this.#mapNow()
    this.#pending.hurry()
    this.#options.voice.guard(() => this.#delivery?.settleBlocking())
  }

  /** The event's end; see `Client.delivered`. */
  delivered(id: string): Promise<Outcome> {
    if (this.#delivery && this.#outcomes.isOpen(id)) this.#watchIdle(this.#delivery)
    const outcome = this.#outcomes.of(id)
    const { here } = this.#options.platform.runtime
    if (!here) return outcome
    this.#outcomes.waitHere(here, [id])
    this.#pending.finishOne(id)
    return this.#attend(outcome)
  }

  /** Where timers may be forgotten, who waits sees to them: each timer that is started runs what is overdue. */
  #attend<T>(waiting: Promise<T>): Promise<T> {
    const { later } = this.#options.platform.runtime
    let stop: Cancel
    const look = (): void => void (stop = later(LOOK_MS, look))
    look()
    return waiting.finally(() => stop())
  }

  /** See `Client.flush`; with `isLast` nothing more will come. */
  async flush(asked: number, isLast = false): Promise<boolean> {
    const timeoutMs = bounded(asked) // by programs without types too
    const delivery = this.#delivery
    if (!delivery || this.#closed) return true
    const { here } = this.#options.platform.runtime
    if (here) this.#outcomes.waitHere(here)
    this.#pending.finishAll()
    if (delivery.flood) delivery.flood.flush()
    delivery.adoptAll()
    if (timeoutMs > 0) delivery.courier.retryNow() // else there is no time to hear the answer
    this.#options.voice.guard(() =>
      isLast ? delivery.reports.send() : delivery.reports.sendIfDue(),
    )
    const quiet = this.#quiet(timeoutMs)
    await (here ? this.#attend(quiet) : quiet)
    return this.#pending.size === 0 && this.#deliveries().every(({ open }) => open === 0)
  }

  /** Ends everything; what was not delivered stays in the spool. */
  close(): void {
    if (this.#closed) return
    this.#pending.end()
    this.#closed = true
    for (const undo of this.#undo.splice(0)) undo()
    for (const delivery of this.#deliveries()) delivery.close()
    this.#left.clear()
    this.#outcomes.endAll({ outcome: 'spooled' })
  }

  #finish(snapshot: Snapshot): void {
    const { id } = snapshot
    this.#guard(id, () => {
      const undecided = this.#verdicts.get(id)
      this.#verdicts.delete(id)
      if (undecided?.verdict.isWanted === false) return this.#drop(id, 'ignored')
      const finished = this.#options.finisher.finish(snapshot)
      if (finished.kind !== 'unmapped') return this.#goOn(id, finished, undecided)
      this.#keep(id, finished.meanwhile)
      const goOn = () => this.#guard(id, () => this.#goOn(id, finished.finish(), undecided))
      this.#pending.wait(finished.maps, { ended: goOn, givenUp: goOn, canBeHurried: true })
    })
  }

  #goOn(id: string, finished: Finished | Unfinished, undecided: Undecided | undefined): void {
    if (finished.kind !== 'pending') return this.#judge(id, finished, undecided)
    const isKept = this.#keep(id, finished.meanwhile)
    this.#pending.wait(finished.later, {
      ended: (done) => this.#guard(id, () => this.#judge(id, done, undecided)),
      givenUp: () => void (isKept || this.#drop(id, 'closed')),
    })
  }

  #keep(id: string, meanwhile: Finished): boolean {
    return meanwhile.kind === 'bytes' && this.#delivery?.keep(id, meanwhile.bytes) !== undefined
  }

  /** Hands over what is wanted; what nobody can tell of yet is kept until somebody can. */
  #judge(id: string, finished: Finished, undecided: Undecided | undefined): void {
    if (!undecided) return this.#hand(id, finished)
    const { verdict, key } = undecided
    if (verdict.isWanted === false) return this.#drop(id, 'ignored')
    if (finished.kind !== 'bytes') return this.#drop(id, finished.reason)
    const { bytes } = finished
    if (verdict.isWanted) return this.#handLate(id, bytes, key)
    const kept = this.#delivery?.keep(id, bytes)
    const handOver = (): void => this.#guard(id, () => this.#handLate(id, bytes, key, kept))
    this.#pending.wait(verdict.known, {
      ended: (isWanted) => (isWanted ? handOver() : this.#drop(id, 'ignored')),
      givenUp: handOver,
    })
  }

  /** What is not wanted is no part of a flood, so what waited for its verdict is counted only now. */
  #handLate(id: string, bytes: Uint8Array, key: string, kept?: SpooledEvent): void {
    const delivery = this.#delivery
    const flood = delivery?.flood
    const judgement = flood ? flood.judge(key) : 'whole'
    if (!delivery || !flood || judgement === 'whole')
      return this.#hand(id, { kind: 'bytes', bytes }, kept)
    if (judgement !== 'counted' && judgement !== 'summary') return this.#drop(id, judgement)
    if (judgement === 'summary') flood.begin(key, id, bytes)
    delivery.discard(id)
    this.#countIn(id)
  }

  #hand(id: string, finished: Finished, kept?: SpooledEvent): void {
    if (finished.kind !== 'bytes') this.#drop(id, finished.reason)
    else if (this.#delivery) this.#delivery.submit(id, finished.bytes, kept)
    else this.#drop(id, 'disabled') // since it was captured
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
    const { onExit, onIdle } = this.#options.platform
    const stops = [onExit?.(() => this.#end()), onIdle?.(() => (this.#wasIdle = true))]
    this.#undo.push(...stops.filter((stop) => stop !== undefined))
  }

  /** A program that captures each time it has nothing left to do would never end if that kept it alive. */
  #defer(task: () => void): void {
    const { defer, later } = this.#options.platform.runtime
    if (this.#wasIdle) later(0, task)
    else defer(task)
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
    delivery.courier.liftPace()
    await this.#quiet(delivery.patienceMs)
    delivery.heldFor(now() - start)
    this.#watchesIdle = false
    this.#outcomes.answerAll({ outcome: 'spooled' })
  }

  /** The process ends, and nothing asynchronous runs any more. */
  #end(): void {
    this.#options.voice.guard(() => {
      this.#pending.finishAll()
      this.#mapNow()
      this.#pending.end()
      for (const delivery of this.#deliveries()) delivery.leave()
    })
  }

  /** For events that were kept with the places in the generated code. */
  #mapNow(): void {
    const { voice, finisher } = this.#options
    if (this.#pending.size > 0) voice.guard(() => finisher.mapNow())
  }

  /** The way to the server, and those to servers of before. */
  #deliveries(): readonly Delivery[] {
    return this.#delivery ? [this.#delivery, ...this.#left] : [...this.#left]
  }

  /** Until nothing moves any more or time is over. The timer keeps the program alive meanwhile. */
  async #quiet(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = this.#options.platform.runtime.hold(timeoutMs, () => end())
      const end = () => {
        stop()
        resolve()
      }
      // `whenIdle` is a callback of ours, and a hook's promise was made safe; neither can reject
      void this.#pending
        .settled()
        .then(() => Promise.all(this.#deliveries().map(isQuiet)))
        .then(end)
    })
  }
}

/** Between two looks of somebody who waits. */
const LOOK_MS = 1_000

/** Transports have a bound of their own; this is for those that break it. */
const ALONE_MS = 60_000

/** Longer timers fire at once, and Node says so on stderr. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function bounded(timeoutMs: unknown): number {
  return typeof timeoutMs === 'number' && timeoutMs > 0 ? Math.min(timeoutMs, LONGEST_TIMER_MS) : 0
}

function isQuiet({ courier }: Delivery): Promise<void> {
  return new Promise((resolve) => courier.whenIdle(resolve))
}
