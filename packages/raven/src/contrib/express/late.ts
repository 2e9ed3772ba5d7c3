/**
 * Exchanges that are opened when something comes of a request.
 *
 * Express gives each request another prototype, and of an object whose prototype was changed the engine
 * makes a new shape for each property it is given: that cost a request more than all else here together.
 * So `sentry` stands on the prototype the app has for its requests, and on a request once it is used.
 */

import type { ContextInput } from 'raven-ts'
import {
  attempt,
  type BreakableAnswer,
  type Exchange,
  type WebReporter,
} from 'raven-ts/contrib/web'
import { factsOf, type RequestLike } from './facts.ts'

/** Who put `sentry` on a prototype. */
const OWNER = Symbol('raven-ts')

/** What all requests of an app inherit from. */
interface Requests {
  readonly [OWNER]?: Late
}

/** The requests of one installation. */
export class Late {
  readonly #web: WebReporter
  readonly #mechanism: string

  constructor(web: WebReporter, mechanism: string) {
    this.#web = web
    this.#mechanism = mechanism
  }

  /** Runs `next` in the context of a request; false where its exchange has to be opened first. */
  run(request: RequestLike, response: BreakableAnswer, next: () => void): boolean {
    if (attempt(() => this.#takes(request)) !== true) return false
    const weak = new WeakRef(request)
    const { connections, client } = this.#web
    attempt(() => connections.follow(response, this.#senderOf(weak)))
    client.withContext(this.#lateOf(weak), next)
    return true
  }

  /** Made apart from {@link run}, whose variables they would keep alive; and they outlive the request. */
  #senderOf(weak: WeakRef<RequestLike>): { closed: () => void } {
    return {
      closed: () => {
        const request = weak.deref()
        if (request?.res) this.#exchangeOf(request)?.brokenOff(request.res, this.#mechanism)
      },
    }
  }

  #lateOf(weak: WeakRef<RequestLike>): () => ContextInput {
    return () => {
      const request = weak.deref()
      return (request && this.#exchangeOf(request)?.describe()) ?? {}
    }
  }

  /** Undefined for what is no request that Express handles. */
  #exchangeOf(request: RequestLike): Exchange | undefined {
    const { res } = request
    return res && this.#web.exchange(request, () => factsOf(request, res))
  }

  /** Whether `sentry` stands on its prototype, where it is put if that is free. */
  #takes(request: RequestLike): boolean {
    const requests = Object.getPrototypeOf(request) as Requests
    const owner = requests[OWNER]
    if (owner && owner !== this && !owner.#isHere()) own(request, undefined) // it is not the other one's
    return owner ? owner === this : isFree(requests) && this.#define(requests)
  }

  #isHere(): boolean {
    return this.#web.probe.exchangeOf(this.#web.client) !== undefined
  }

  #define(requests: Requests): boolean {
    const sentryOf = (request: RequestLike): unknown =>
      request.res && own(request, undefined) ? this.#exchangeOf(request) : undefined
    Object.defineProperties(requests, {
      [OWNER]: { value: this },
      sentry: {
        configurable: true,
        get(this: RequestLike) {
          return sentryOf(this)
        },
        set(this: RequestLike, value) {
          own(this, value)
        },
      },
    })
    return true
  }
}

/** Whether they are those of an app that stands alone: a request leaves a mounted app for another prototype. */
function isFree(requests: Requests): boolean {
  const isMounted = 'app' in (Object.getPrototypeOf(requests) as object)
  return Object.hasOwn(requests, 'app') && !isMounted && !('sentry' in requests)
}

/** Puts `sentry` on a request itself, in front of the prototype's. */
function own(request: RequestLike, value: unknown): boolean {
  const attributes = { configurable: true, enumerable: true, writable: true }
  return Reflect.defineProperty(request, 'sentry', { ...attributes, value })
}
