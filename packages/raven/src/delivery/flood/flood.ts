/**
 * Keeps a flood of the same from becoming a flood of requests, without losing count.
 *
 * Each kind of event has a bucket. What finds it empty is counted in a summary, which leaves when the
 * bucket has filled by one: an event like any other that says how many it stands for. The clock is an
 * argument; in a program that never yields, no timer runs, so that time is also looked at here.
 */

import type { Cancel } from '../../runtime/runtime.ts'
import type { LossReason } from '../../stats.ts'
import type { Parcel } from '../parcel-queue.ts'
import type { FloodSettings } from './settings.ts'
import { payloadWith, summaryOf, type Numbers, type Summary } from './summary.ts'
import type { Tallies, Tally } from './tallies.ts'

/** What flood control needs. */
export interface FloodOptions {
  readonly settings: FloodSettings
  /** Absent where there is no disk; counts are then kept in memory alone. */
  readonly tallies: Tallies | undefined
  readonly now: () => number
  readonly later: (ms: number, task: () => void) => Cancel
  /** Sends a summary. */
  readonly submit: (parcel: Parcel) => void
  /** So many that were counted will not be sent. */
  readonly lost: (reason: LossReason, occurrences: number) => void
}

/**
 * What becomes of one more of a kind: it is sent `whole`, was `counted`, begins a `summary`, or shares
 * the fate of the summary that was dropped.
 */
export type Judgement = 'whole' | 'counted' | 'summary' | LossReason

/** A summary that is being counted. */
interface Roll {
  summary: Summary
  readonly firstSeen: number
  lastSeen: number
  occurrences: number
  tally: Tally | undefined
}

/** One kind of event. */
interface Kind {
  readonly key: string
  tokens: number
  /** When the bucket was looked at. */
  at: number
  /** When the summary leaves. */
  due: number
  roll: Roll | undefined
  /** Why the summary of this time was dropped. */
  refused: LossReason | undefined
  /** An earlier summary is still on its way. */
  isBusy: boolean
}

/** Bytes of summaries held while they are counted; beyond it the oldest leaves early. */
const MAX_BYTES = 8 * 1024 * 1024

/** Flood control of one client. */
export class Flood {
  readonly #options: FloodOptions
  readonly #kinds = new Map<string, Kind>()
  readonly #rolling = new Set<Kind>()
  #latest: Kind | undefined
  #bytes = 0
  #cancelTick: Cancel | undefined

  constructor(options: FloodOptions) {
    this.#options = options
  }

  /** Judges one more of a kind. After `summary` comes {@link begin} or {@link refuse}. */
  judge(key: string): Judgement {
    const now = this.#options.now()
    const kind = this.#kindOf(key, now)
    if (now >= kind.due) this.#turn(kind, now)
    if (kind.roll) return this.#count(kind.roll, now)
    if (kind.refused !== undefined) return kind.refused
    this.#refill(kind, now)
    if (kind.tokens < 1) return 'summary'
    kind.tokens--
    return 'whole'
  }

  /**
   * Counts one more in the summary that its kind is being counted in, and answers how to take it back,
   * which works as long as that summary has not left; undefined when there is none.
   */
  countForNow(key: string): (() => boolean) | undefined {
    const now = this.#options.now()
    const kind = this.#kinds.get(key)
    if (kind && now >= kind.due) this.#turn(kind, now)
    const roll = kind?.roll
    if (!roll) return undefined
    this.#count(roll, now)
    return () => {
      if (kind.roll !== roll) return false
      roll.occurrences--
      roll.tally?.count(roll)
      return true
    }
  }

  /** A summary begins with this finished event, which is the first it stands for. */
  begin(key: string, id: string, items: Uint8Array): void {
    const now = this.#options.now()
    const kind = this.#kindOf(key, now)
    const summary = summaryOf(id, items)
    const roll: Roll = { summary, firstSeen: now, lastSeen: now, occurrences: 1, tally: undefined }
    roll.tally = this.#options.tallies?.open(summary, roll)
    kind.roll = roll
    kind.due = this.#dueOf(kind)
    this.#rolling.add(kind)
    this.#bytes += summary.payload.byteLength
    for (const oldest of this.#rolling) {
      if (this.#bytes <= MAX_BYTES) break
      this.#seal(oldest, now)
    }
    this.#tickLater(now)
  }

  /** The event a summary would begin with was dropped: so is what would have been counted in it. */
  refuse(key: string, reason: LossReason): void {
    const kind = this.#kindOf(key, this.#options.now())
    kind.refused = reason
    kind.due = this.#dueOf(kind)
  }

  /** The same summary, finished better; too late when it has left. */
  improve(key: string, id: string, items: Uint8Array): void {
    const kind = this.#kinds.get(key)
    const roll = kind?.roll
    if (!roll || roll.summary.id !== id) return
    const summary = summaryOf(id, items)
    this.#bytes += summary.payload.byteLength - roll.summary.payload.byteLength
    roll.summary = summary
    const better = this.#options.tallies?.open(summary, roll)
    if (!better) return
    roll.tally?.free()
    roll.tally = better
  }

  /** A hook came to the end that the summary is not sent: with it goes what was counted in it. */
  withdraw(key: string, id: string, reason: LossReason): void {
    const kind = this.#kinds.get(key)
    if (!kind || kind.roll?.summary.id !== id) return
    const roll = this.#end(kind)
    roll?.tally?.free()
    kind.refused = reason
    kind.due = this.#dueOf(kind)
    this.#options.lost(reason, roll?.occurrences ?? 0)
  }

  /** Sends every summary as it stands. */
  flush(): void {
    const now = this.#options.now()
    for (const kind of this.#rolling) this.#seal(kind, now)
  }

  /** Sends every summary, and counts no more. */
  close(): void {
    this.flush()
    this.#cancelTick?.()
    this.#cancelTick = undefined
  }

  #count(roll: Roll, now: number): 'counted' {
    roll.occurrences++
    if (now > roll.lastSeen) roll.lastSeen = now
    roll.tally?.count(roll)
    return 'counted'
  }

  /** What was begun has had its time. A summary waits while the one before is still on its way. */
  #turn(kind: Kind, now: number): void {
    kind.refused = undefined
    if (!kind.roll) kind.due = Number.POSITIVE_INFINITY
    else if (kind.isBusy) kind.due = now + this.#options.settings.rollUpMs
    else this.#seal(kind, now)
  }

  #seal(kind: Kind, now: number): void {
    const roll = this.#end(kind)
    if (!roll) return
    this.#refill(kind, now)
    kind.tokens--
    kind.isBusy = true
    const { summary, tally, firstSeen, lastSeen, occurrences } = roll
    const numbers: Numbers = { firstSeen, lastSeen, occurrences }
    const payload = payloadWith(summary, numbers)
    const ack = () => {
      kind.isBusy = false
      tally?.free()
    }
    this.#options.submit({
      event: { id: summary.id, time: lastSeen, read: () => payload, ack },
      payload,
      standing: 'rolledUp',
      occurrences,
      adopted: false,
      kept: tally !== undefined,
    })
  }

  #end(kind: Kind): Roll | undefined {
    const { roll } = kind
    kind.roll = undefined
    kind.due = Number.POSITIVE_INFINITY
    this.#rolling.delete(kind)
    this.#bytes -= roll?.summary.payload.byteLength ?? 0
    return roll
  }

  /** When its bucket holds a whole event again. */
  #dueOf({ at, tokens }: Kind): number {
    return at + Math.max(0, 1 - tokens) * this.#options.settings.rollUpMs
  }

  #refill(kind: Kind, now: number): void {
    const { burst, rollUpMs } = this.#options.settings
    const filled = rollUpMs > 0 ? Math.max(0, now - kind.at) / rollUpMs : burst
    kind.tokens = Math.min(burst, kind.tokens + filled)
    kind.at = now
  }

  #kindOf(key: string, now: number): Kind {
    if (this.#latest?.key === key) return this.#latest
    let kind = this.#kinds.get(key)
    if (kind) this.#kinds.delete(key)
    else {
      this.#forget(now)
      kind = {
        key,
        tokens: this.#options.settings.burst,
        at: now,
        due: Number.POSITIVE_INFINITY,
        roll: undefined,
        refused: undefined,
        isBusy: false,
      }
    }
    this.#kinds.set(key, kind)
    this.#latest = kind
    return kind
  }

  /** Makes room for one more. */
  #forget(now: number): void {
    for (const oldest of this.#kinds.values()) {
      if (this.#kinds.size < this.#options.settings.kinds) return
      this.#seal(oldest, now)
      this.#kinds.delete(oldest.key)
    }
  }

  /** One timer for all, for the summary that is due first. */
  #tickLater(now: number): void {
    if (this.#cancelTick || this.#rolling.size === 0) return
    const due = Math.min(...[...this.#rolling].map((kind) => kind.due))
    this.#cancelTick = this.#options.later(Math.max(1, due - now), () => {
      this.#cancelTick = undefined
      const then = this.#options.now()
      for (const kind of this.#rolling) if (then >= kind.due) this.#turn(kind, then)
      this.#tickLater(then)
    })
  }
}
