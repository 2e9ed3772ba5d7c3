/** From finished bytes to the courier: kept first, sent second. Made when the first event is accepted. */

import type { Courier } from '../delivery/courier.ts'
import type { Outcomes } from '../delivery/outcomes.ts'
import type { Spool, SpooledEvent } from '../delivery/spool.ts'
import type { Ledger } from '../stats.ts'

/** What delivering needs. */
export interface DeliveryOptions {
  readonly courier: Courier
  readonly spool: Spool | undefined
  readonly ledger: Ledger
  readonly outcomes: Outcomes
}

/** Hands events over, this process's own and those of dead ones. */
export class Delivery {
  readonly #options: DeliveryOptions
  #adopted = false

  constructor(options: DeliveryOptions) {
    this.#options = options
  }

  get courier(): Courier {
    return this.#options.courier
  }

  intent(id: string, time: number): void {
    this.#options.spool?.intent(id, time)
  }

  /** Keeps what may already be kept of an event that is not finished. */
  keep(id: string, time: number, payload: Uint8Array): void {
    this.#options.spool?.append(id, time, payload)
  }

  /** Keeps a finished event and sends it. */
  submit(id: string, time: number, payload: Uint8Array): void {
    const kept = this.#options.spool?.append(id, time, payload)
    this.#options.courier.submit({
      event: kept ?? inMemory(id, time),
      payload,
      standing: 'waiting',
      adopted: false,
      kept: kept !== undefined,
    })
  }

  /** The event came to an end before it was finished. */
  discard(id: string): void {
    this.#options.spool?.discard(id)
  }

  /** Takes over what dead processes left; only the first call does. */
  adopt(): void {
    const { spool, courier, ledger, outcomes } = this.#options
    if (this.#adopted || !spool) return
    this.#adopted = true
    const { events, interrupted } = spool.adopt()
    for (const id of interrupted) {
      ledger.adopt()
      ledger.drop('waiting', 'interrupted')
      outcomes.end(id, { outcome: 'dropped', reason: 'interrupted' })
    }
    for (const event of events) {
      ledger.adopt()
      outcomes.begin(event.id)
      courier.submit({ event, payload: undefined, standing: 'waiting', adopted: true, kept: true })
    }
  }

  /** Sends what can be sent while nothing asynchronous runs, and leaves no empty files. */
  settleBlocking(ms: number): void {
    this.#options.courier.settleBlocking(ms)
    this.#options.spool?.tidy()
  }

  /** The process ends now: what is on disk is left to the next client, the rest is given up. */
  leave(ms: number): void {
    this.settleBlocking(ms)
    this.#options.courier.abandon()
  }

  close(): void {
    this.#options.courier.close()
    this.#options.spool?.close()
  }
}

/** An event no disk would take. */
function inMemory(id: string, time: number): SpooledEvent {
  return { id, time, read: () => undefined, ack: () => {} }
}
