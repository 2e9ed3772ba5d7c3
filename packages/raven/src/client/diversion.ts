/** Requests handed to somebody within the program in place of the server: how a test sees its events. */

import type { Cancel } from '../runtime/runtime.ts'
import type { Transport, TransportFactory } from '../transports/transport.ts'
import { quietly } from './quietly.ts'

/** Is handed the body of each request; see `Client.decode`. */
export type Taker = (body: Uint8Array) => void

/** The takers of one client; while there is one, nothing leaves. */
export class Diversion {
  readonly #begin: (transport: TransportFactory) => Cancel
  readonly #takers = new Set<{ readonly take: Taker }>()
  #end: Cancel = () => {}

  /** `begin` makes the transport the client's only way until undone. */
  constructor(begin: (transport: TransportFactory) => Cancel) {
    this.#begin = begin
  }

  /** Adds one; answers its undo. Each taker is handed everything. */
  add(take: Taker): Cancel {
    if (this.#takers.size === 0) this.#end = this.#begin(() => this.#transport)
    const taker = { take }
    this.#takers.add(taker)
    return () => {
      if (this.#takers.delete(taker) && this.#takers.size === 0) this.#end()
    }
  }

  readonly #transport: Transport = {
    concurrency: 4,
    send: ({ body }, done) => {
      done({ ok: true, status: 200, headers: {} })
      for (const { take } of this.#takers) quietly(() => take(body))
    },
    close: () => {},
  }
}
