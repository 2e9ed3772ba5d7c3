/** One installation of a web integration: a client, its rules, and what it listens to. */

import type { Client } from 'raven-ts'
import { attempt } from './attempt.ts'
import { Connections } from './connections.ts'
import { Exchange } from './exchange.ts'
import type { ExchangeFacts } from './facts.ts'
import { watchNotFound } from './not-found.ts'
import { clientOf, rulesOf, type WebOptions, type WebRules } from './options.ts'
import { watchOutgoing } from './outgoing.ts'
import { Probe } from './probe.ts'

/** Opens an exchange for each request. Nothing here throws into the program. */
export class WebReporter {
  /** The client events go through. */
  readonly client: Client
  readonly rules: WebRules
  /** @internal Tells whether a chain of calls belongs to an exchange of this installation. */
  readonly probe = new Probe<Exchange>()
  /** @internal */
  readonly connections = new Connections()
  /** Of requests that take no property: a weak map costs a server more than all else here together. */
  #elsewhere: WeakMap<object, Exchange> | undefined
  readonly #stop: () => void

  constructor(options: WebOptions = {}) {
    this.client = clientOf(options)
    this.rules = rulesOf(options)
    this.#stop = this.rules.breadcrumbs
      ? watchOutgoing(this.client, () => this.probe.exchangeOf(this.client) !== undefined)
      : () => {}
  }

  /**
   * The exchange of a request, opened when first asked for; it is put on the request as `sentry`, where that is free.
   * `factsOf` is called when something is to be known of the request.
   */
  exchange(request: object, factsOf: () => ExchangeFacts): Exchange {
    return this.find(request) ?? this.#open(request, factsOf)
  }

  /** The exchange of a request, if one was opened. */
  find(request: object): Exchange | undefined {
    const there = sentryOf(request)
    return there instanceof Exchange && there.isOf(this) ? there : this.#elsewhere?.get(request)
  }

  #open(request: object, factsOf: () => ExchangeFacts): Exchange {
    const exchange = new Exchange(factsOf, this)
    if (!put(request, exchange)) {
      this.#elsewhere ??= new WeakMap()
      this.#elsewhere.set(request, exchange)
    }
    const { notFound } = this.rules
    if (notFound !== false) attempt(() => watchNotFound(exchange, factsOf(), notFound))
    return exchange
  }

  /** Ends what the integration listens to. The client stays as it is. */
  uninstall(): void {
    this.#stop()
  }
}

/** A plain read and a plain write, which engines remember the way of; `Reflect` would look for it each time. */
interface Place {
  sentry?: unknown
}

function sentryOf(request: Place): unknown {
  try {
    return request.sentry
  } catch {
    return undefined // what refuses to tell has nothing
  }
}

/** Whether it stands there now: what somebody else put on the request stays, and some take nothing. */
function put(request: Place, exchange: Exchange): boolean {
  try {
    if (request.sentry !== undefined) return false
    request.sentry = exchange
    return request.sentry === exchange
  } catch {
    return false
  }
}
