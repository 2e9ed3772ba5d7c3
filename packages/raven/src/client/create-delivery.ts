/** Puts a client's way to the server together, from its platform and options. */

import { Courier } from '../delivery/courier.ts'
import type { Outcomes } from '../delivery/outcomes.ts'
import type { ResolvedOptions } from '../options.ts'
import type { Ledger } from '../stats.ts'
import { transportFor } from '../transports/schemes.ts'
import type { Transport, TransportFactory, TransportSettings } from '../transports/transport.ts'
import { Delivery } from './delivery.ts'
import type { Platform } from './platform.ts'
import type { RemoteConfig } from './remote.ts'
import type { Wire } from './wire.ts'

/** What a client lends to its delivery. */
export interface DeliveryNeeds {
  readonly platform: Platform
  readonly options: ResolvedOptions
  readonly remote: RemoteConfig
  readonly wire: Wire
  /** Instead of the one in the options. */
  readonly transport: TransportFactory | undefined
  readonly ledger: Ledger
  readonly outcomes: Outcomes
  /** Says something once; see `Diagnostics.say`. */
  readonly say: (topic: string, line: string) => void
}

/** The delivery of a client that has a server to deliver to. */
export function createDelivery(needs: DeliveryNeeds): Delivery {
  const { platform, options, remote, wire, ledger, outcomes, say } = needs
  const { now, later, hold } = platform.runtime
  const onUnusable = (why: string) => say('spool', `events are kept in memory only: ${why}`)
  const courier = new Courier({
    transport: createTransport(needs),
    ledger,
    outcomes,
    now,
    random: Math.random,
    later,
    requestFor: ({ id }, payload) => wire.requestFor(id, payload, remote),
  })
  return new Delivery({
    courier,
    ledger,
    outcomes,
    spool: options.spool ? platform.openSpool?.(remote.toString(), onUnusable) : undefined,
    now,
    later,
    hold,
    patienceMs: options.shutdownTimeoutMs,
  })
}

/** The program's own transport; where that cannot be made, it is said, and the usual one is used. */
function createTransport(needs: DeliveryNeeds): Transport {
  const { platform, options, remote, say } = needs
  const transport = needs.transport ?? chosen(platform, options, remote)
  const { timeoutMs, verifySsl, caCerts, worker } = options
  const settings: TransportSettings = {
    timeoutMs,
    verifySsl,
    ...(caCerts === undefined ? {} : { caCerts }),
  }
  try {
    const made: unknown = transport?.(settings)
    if (isTransport(made)) return made
    if (transport) say('transport', 'option "transport" made no transport; the usual one is used')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    say('transport', `option "transport" failed: ${why}; the usual one is used`)
  }
  return platform.createTransport(settings, worker)
}

/** The option, by name or as it is; else what is registered for the scheme of the DSN. */
function chosen(
  { transports }: Platform,
  { transport }: ResolvedOptions,
  { scheme }: RemoteConfig,
): TransportFactory | undefined {
  if (transport === undefined) return transportFor(scheme)
  return typeof transport === 'string' ? transports[transport] : transport
}

function isTransport(made: unknown): made is Transport {
  return (
    typeof made === 'object' &&
    made !== null &&
    'send' in made &&
    typeof made.send === 'function' &&
    'close' in made &&
    typeof made.close === 'function'
  )
}
