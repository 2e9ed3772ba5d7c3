/** One installation of a web integration: a client, its rules, and what it listens to. */

import type { Client } from 'raven-ts'
import { attempt } from './attempt.ts'
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
  /** Tells whether a chain of calls belongs to an exchange of this installation. */
  readonly probe = new Probe()
  /** Of requests that take no property: a weak map costs a server more than all else here together. */
  readonly #elsewhere = new WeakMap<object, Exchange>()
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
    return there instanceof Exchange && there.isOf(this) ? there : this.#elsewhere.get(request)
  }

  /** What somebody else put on the request stays there. */
  #open(request: object, factsOf: () => ExchangeFacts): Exchange {
    const exchange = new Exchange(factsOf, this)
    const isFree = sentryOf(request) === undefined
    if (!isFree || attempt(() => Reflect.set(request, 'sentry', exchange)) !== true)
      this.#elsewhere.set(request, exchange)
    const { notFound } = this.rules
    if (notFound !== false) attempt(() => watchNotFound(exchange, factsOf(), notFound))
    return exchange
  }

  /** Ends what the integration listens to. The client stays as it is. */
  uninstall(): void {
    this.#stop()
  }
}

function sentryOf(request: object): unknown {
  return attempt((): unknown => Reflect.get(request, 'sentry'))
}
