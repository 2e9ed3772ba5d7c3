/**
 * Arrivals as server-sent events, for pages that stay open.
 *
 * A page that reads slowly holds one waiting list of at most 100 arrivals, not a queue: what it
 * missed it finds in the list it then asks for.
 */

import type { Arrival, Live } from '../live.ts'
import { eventStreamResponse, textResponse } from './respond.ts'

/** A line now and then keeps proxies from closing the connection and finds readers that are gone. */
const HEARTBEAT_MS = 15_000
const RECONNECT_MS = 3_000
const MAX_WAITING = 100

const encoder = new TextEncoder()

function message(arrivals: readonly Arrival[]): Uint8Array {
  return encoder.encode(`event: arrivals\ndata: ${JSON.stringify(arrivals)}\n\n`)
}

/** The body of one connection: subscribes at its start, and lets go at its end, whoever ends it. */
class LiveSource {
  readonly #live: Live
  #waiting: readonly Arrival[] = []
  #stop: () => void = () => undefined

  constructor(live: Live) {
    this.#live = live
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const unsubscribe = this.#live.subscribe((arrivals) => this.#offer(controller, arrivals))
    const heartbeat = setInterval(() => this.#beat(controller), HEARTBEAT_MS)
    heartbeat.unref()
    const end = (): void => {
      this.#stop()
      controller.close()
    }
    this.#live.closed.addEventListener('abort', end)
    this.#stop = () => {
      unsubscribe()
      clearInterval(heartbeat)
      this.#live.closed.removeEventListener('abort', end)
    }
    controller.enqueue(encoder.encode(`retry: ${RECONNECT_MS}\n: listening\n\n`))
  }

  pull(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#waiting.length === 0) return
    controller.enqueue(message(this.#waiting))
    this.#waiting = []
  }

  cancel(): void {
    this.#stop()
  }

  #offer(
    controller: ReadableStreamDefaultController<Uint8Array>,
    arrivals: readonly Arrival[],
  ): void {
    this.#waiting = [...this.#waiting, ...arrivals].slice(-MAX_WAITING)
    if ((controller.desiredSize ?? 0) > 0) this.pull(controller)
  }

  #beat(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': still here\n\n'))
  }
}

/**
 * An endless answer; 503 when too many listen already.
 *
 * To `HEAD` it is empty: nobody would read its stream, and so nobody would ever end it.
 */
export function liveResponse(live: Live, method = 'GET'): Response {
  if (method === 'HEAD') return textResponse('', 200)
  if (!live.open) return textResponse('Too many pages are listening. Reload for new events.\n', 503)
  const strategy = new CountQueuingStrategy({ highWaterMark: 8 })
  return eventStreamResponse(new ReadableStream(new LiveSource(live), strategy))
}
