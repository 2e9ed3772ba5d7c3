/** Puts a client's way to the server together, from its platform and options. */

import { Courier } from '../delivery/courier.ts'
import { Throttle } from '../delivery/flood/throttle.ts'
import type { Outcomes } from '../delivery/outcomes.ts'
import type { Ledger } from '../stats.ts'
import { verdictOf } from '../delivery/verdict.ts'
import { random } from '../runtime/guarded-runtime.ts'
import { createTransport, type TransportNeeds } from './create-transport.ts'
import { Delivery } from './delivery.ts'
import type { Failures } from './failures.ts'
import { LossReports } from './loss-reports.ts'
import type { Wire } from './wire.ts'

/** For a transport's own answer, which comes first as long as anybody is there to give it. */
const GRACE_MS = 1_000

/** What a client lends to its delivery. */
export interface DeliveryNeeds extends TransportNeeds {
  readonly wire: Wire
  readonly ledger: Ledger
  readonly outcomes: Outcomes
  readonly failures: Failures
}

/** The delivery of a client that has a server to deliver to. */
export function createDelivery(needs: DeliveryNeeds): Delivery {
  const { platform, options, remote, wire, ledger, outcomes, failures, say } = needs
  const { now, later, hold, here } = platform.runtime
  const onUnusable = (why: string) => say('spool', `events are kept in memory only: ${why}`)
  const onAbandoned = (count: number) =>
    say('abandoned', `${count} events were deleted that waited for another DSN for over 60 days`)
  const { flood } = options
  const key = remote.toString()
  const transport = createTransport(needs)
  const onlyKeeps = transport.concurrency === 0
  const courier = new Courier({
    throttle: flood ? new Throttle(flood.totalBurst, flood.totalPerSecond) : undefined,
    transport,
    ledger,
    outcomes,
    now,
    random,
    later,
    goneAfterMs: here && options.timeoutMs + GRACE_MS,
    onFailed: (answer) => failures.request(answer),
    onLost: (id, reason, read) => failures.event(id, reason, read),
    requestFor: ({ id }, payload) => wire.requestFor(id, payload, remote),
  })
  const reports = new LossReports({
    now,
    later,
    send: (discarded, done) => {
      const request = wire.reportRequest(discarded, remote)
      if (!request) return true
      return courier.sendBeside(request, (answer) => done(verdictOf(answer) === 'later'))
    },
  })
  return new Delivery({
    reports,
    courier,
    ledger,
    outcomes,
    openSpool: (onEvicted) =>
      options.spool
        ? platform.openSpool?.(key, { onUnusable, onAbandoned, onEvicted, onlyKeeps })
        : undefined,
    tallies: options.spool ? platform.openTallies?.(key, { onUnusable, onlyKeeps }) : undefined,
    flood,
    now,
    later,
    hold,
    patienceMs: options.shutdownTimeoutMs,
    onlyKeeps,
    blocks: transport.blocks === true,
  })
}
